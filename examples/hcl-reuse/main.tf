terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

provider "aws" {
  region = var.region
}

variable "region" {
  description = "The region of both instances."
  type        = string
  default     = "eu-central-1"
}

variable "function_zip" {
  description = "The function's zip, built by `make bundle ENV=dev`."
  type        = string
}

# Each instance is one call of the folder `parlour`, with its own name.
module "tasting" {
  source = "./parlour"

  name              = "tasting"
  function_zip      = var.function_zip
  cors_allow_origin = "*"
}

module "market" {
  source = "./parlour"

  name              = "market"
  function_zip      = var.function_zip
  cors_allow_origin = "https://market.example"
}

output "urls" {
  description = "Where both APIs answer."
  value       = { tasting = module.tasting.url, market = module.market.url }
}
