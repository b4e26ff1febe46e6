# Needs Terraform 1.7: the provider is mocked. The zip is this file: nothing looks into it.
mock_provider "aws" {}

variables {
  name                           = "notifier"
  stream_arn                     = "arn:aws:dynamodb:eu-central-1:111122223333:table/flavours/stream/2026-01-01T00:00:00.000"
  phone_numbers                  = []
  function_zip                   = "tests/notifier.tftest.hcl"
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

run "a_notifier_has_one_place_for_failures" {
  command = plan

  assert {
    condition     = length(aws_sqs_queue.failures) == 1 && length(aws_s3_bucket.failures) == 0
    error_message = "A queue was asked for, and nothing else."
  }
  assert {
    condition     = length(aws_dynamodb_table.announced) == 1
    error_message = "What was announced is not remembered."
  }
  assert {
    condition     = aws_lambda_event_source_mapping.notifier.bisect_batch_on_function_error
    error_message = "One bad record would hold up its batch."
  }
}

run "a_batch_that_lambda_would_refuse_is_refused" {
  command = plan

  variables {
    batch_size = 10001
  }

  expect_failures = [var.batch_size]
}
