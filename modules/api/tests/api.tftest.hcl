# Needs Terraform 1.7: the provider is mocked.
mock_provider "aws" {}

variables {
  name                 = "flavours"
  table_flavours_name  = "flavours"
  table_flavours_arn   = "arn:aws:dynamodb:eu-central-1:111122223333:table/flavours"
  stage_name           = "v1"
  cors_allow_origins   = ["https://gelato.example"]
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

run "an_api_is_named_and_throttled_as_asked_for" {
  command = plan

  assert {
    condition     = aws_api_gateway_rest_api.parlour.name == "flavours"
    error_message = "The API has another name."
  }
  assert {
    condition     = aws_api_gateway_method_settings.parlour.settings[0].throttling_burst_limit == 25
    error_message = "The API takes more at once than it should."
  }
  assert {
    condition     = !aws_api_gateway_method_settings.parlour.settings[0].data_trace_enabled
    error_message = "What clients send is logged."
  }
}

run "a_log_level_that_is_none_is_refused" {
  command = plan

  variables {
    log_level = "LOUD"
  }

  expect_failures = [var.log_level]
}
