# One instance of the service: Gelato's three modules, with the settings that are the same in all instances.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "name" {
  description = "The prefix of all names, so that instances do not collide."
  type        = string
}

variable "function_zip" {
  description = "The function's zip."
  type        = string
}

variable "cors_allow_origin" {
  description = "The origin that may call from a browser."
  type        = string
}

module "table" {
  source = "../../../modules/table"

  name                   = "${var.name}-flavours"
  deletion_protection    = false
  point_in_time_recovery = true
}

module "api" {
  source = "../../../modules/api"

  name                 = "${var.name}-flavours"
  table_name           = module.table.name
  table_arn            = module.table.arn
  stage_name           = "v1"
  cors_allow_origins   = [var.cors_allow_origin]
  cors_max_age_seconds = 600
  log_level            = "ERROR"
  log_retention_days   = 30
  metrics              = true
  throttling_rate      = 50
  throttling_burst     = 25
  read_authorization   = "NONE"
  write_authorization  = "AWS_IAM"
  tracing              = false
}

module "notifier" {
  source = "../../../modules/notifier"

  name                           = "${var.name}-notifier"
  stream_arn                     = module.table.stream_arn
  phone_numbers                  = []
  function_zip                   = var.function_zip
  architecture                   = "arm64"
  memory_mb                      = 128
  timeout_seconds                = 30
  reserved_concurrency           = -1
  log_level                      = "info"
  log_retention_days             = 30
  tracing                        = false
  deduplication                  = true
  failure_destination            = "queue"
  starting_position              = "TRIM_HORIZON"
  batch_size                     = 100
  batching_window_seconds        = 0
  parallelization_factor         = 1
  maximum_retry_attempts         = 5
  maximum_record_age_seconds     = 3600
  bisect_batch_on_function_error = true
}

output "url" {
  description = "The API's base URL."
  value       = module.api.url
}
