# Needs Terraform 1.7: the provider is mocked.
mock_provider "aws" {}

variables {
  name                   = "flavours"
  deletion_protection    = true
  point_in_time_recovery = true
}

run "a_table_is_guarded_where_that_is_asked_for" {
  command = plan

  assert {
    condition     = aws_dynamodb_table.flavours.deletion_protection_enabled
    error_message = "AWS would delete the table."
  }
  assert {
    condition     = aws_dynamodb_table.flavours.point_in_time_recovery[0].enabled
    error_message = "The table could not be set back."
  }
  assert {
    condition     = aws_dynamodb_table.flavours.stream_view_type == "NEW_IMAGE"
    error_message = "The stream does not carry what is new."
  }
}

run "a_name_that_dynamodb_would_refuse_is_refused" {
  command = plan

  variables {
    name = "no spaces"
  }

  expect_failures = [var.name]
}
