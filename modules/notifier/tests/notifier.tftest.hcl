# Needs Terraform 1.7: the provider is mocked. The zip is this file: nothing looks into it.
mock_provider "aws" {}

variables {
  name                                  = "notifier"
  table_flavours_stream_arn             = "arn:aws:dynamodb:eu-central-1:111122223333:table/flavours/stream/2026-01-01T00:00:00.000"
  phone_numbers                         = []
  notifier_zip                          = "tests/notifier.tftest.hcl"
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
    stream_batch_size = 10001
  }

  expect_failures = [var.stream_batch_size]
}
