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
  table_flavours_name  = module.table.flavours_name
  table_flavours_arn   = module.table.flavours_arn
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

  name                                  = "${var.name}-notifier"
  table_flavours_stream_arn             = module.table.flavours_stream_arn
  phone_numbers                         = []
  notifier_zip                          = var.function_zip
  notifier_architecture                 = "arm64"
  notifier_memory_mb                    = 128
  notifier_timeout_seconds              = 30
  notifier_reserved_concurrency         = -1
  notifier_log_level                    = "info"
  log_retention_days                    = 30
  tracing                               = false
  deduplication                         = true
  stream_failure_destination            = "queue"
  stream_starting_position              = "TRIM_HORIZON"
  stream_batch_size                     = 100
  stream_batching_window_seconds        = 0
  stream_parallelization_factor         = 1
  stream_maximum_retry_attempts         = 5
  stream_maximum_record_age_seconds     = 3600
  stream_bisect_batch_on_function_error = true
}

output "url" {
  description = "The API's base URL."
  value       = module.api.url
}
