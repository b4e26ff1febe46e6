# A queue that receives messages by every kind of form and by JSON.
provider "aws" { region = "eu-central-1" }

locals {
  form = "Action=SendMessage&MessageBody=$util.urlEncode($input.body)"
  kind = "Value.DataType=Number"
  size = "Value.StringValue=2.5"
  calls = {
    plural   = { type = "application/x-www-form-urlencoded", body = "${local.form}&MessageAttributes.1.Name=weight&MessageAttributes.1.${local.kind}&MessageAttributes.1.${local.size}" }
    singular = { type = "application/x-www-form-urlencoded", body = "${local.form}&MessageAttribute.1.Name=weight&MessageAttribute.1.${local.kind}&MessageAttribute.1.${local.size}" }
    entry    = { type = "application/x-www-form-urlencoded", body = "${local.form}&MessageAttributes.entry.1.Name=weight&MessageAttributes.entry.1.${local.kind}&MessageAttributes.entry.1.${local.size}" }
    batch    = { type = "application/x-www-form-urlencoded", body = "Action=SendMessageBatch&SendMessageBatchRequestEntry.1.Id=one&SendMessageBatchRequestEntry.1.MessageBody=$util.urlEncode($input.body)&SendMessageBatchRequestEntry.1.MessageAttribute.1.Name=weight&SendMessageBatchRequestEntry.1.MessageAttribute.1.${local.kind}&SendMessageBatchRequestEntry.1.MessageAttribute.1.${local.size}" }
    json     = { type = "application/x-amz-json-1.0", body = "{\"QueueUrl\": \"${aws_sqs_queue.parcels.url}\", \"MessageBody\": \"$util.escapeJavaScript($input.body)\", \"MessageAttributes\": {\"weight\": {\"DataType\": \"Number\", \"StringValue\": \"2.5\"}}}" }
  }
}

resource "aws_sqs_queue" "parcels" { name = "parcels" }

resource "aws_iam_role" "gateway" {
  name               = "gateway"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "apigateway.amazonaws.com" } }] })
}

resource "aws_iam_role_policy" "gateway" {
  role   = aws_iam_role.gateway.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.parcels.arn }] })
}

resource "aws_api_gateway_rest_api" "post" { name = "post" }

resource "aws_api_gateway_resource" "call" {
  for_each    = local.calls
  rest_api_id = aws_api_gateway_rest_api.post.id
  parent_id   = aws_api_gateway_rest_api.post.root_resource_id
  path_part   = each.key
}

resource "aws_api_gateway_method" "call" {
  for_each      = local.calls
  rest_api_id   = aws_api_gateway_rest_api.post.id
  resource_id   = aws_api_gateway_resource.call[each.key].id
  http_method   = "POST"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "call" {
  for_each                = local.calls
  rest_api_id             = aws_api_gateway_rest_api.post.id
  resource_id             = aws_api_gateway_resource.call[each.key].id
  http_method             = "POST"
  type                    = "AWS"
  integration_http_method = "POST"
  credentials             = aws_iam_role.gateway.arn
  uri                     = "arn:aws:apigateway:eu-central-1:sqs:path/000000000000/${aws_sqs_queue.parcels.name}"
  passthrough_behavior    = "NEVER"
  request_parameters = merge(
    { "integration.request.header.Content-Type" = "'${each.value.type}'" },
    each.key == "json" ? { "integration.request.header.X-Amz-Target" = "'AmazonSQS.SendMessage'" } : {},
  )
  request_templates = { "application/json" = each.value.body }
}

resource "aws_api_gateway_method_response" "call" {
  for_each    = local.calls
  rest_api_id = aws_api_gateway_rest_api.post.id
  resource_id = aws_api_gateway_resource.call[each.key].id
  http_method = "POST"
  status_code = "200"
}

resource "aws_api_gateway_method_response" "failed" {
  for_each    = local.calls
  rest_api_id = aws_api_gateway_rest_api.post.id
  resource_id = aws_api_gateway_resource.call[each.key].id
  http_method = "POST"
  status_code = "500"
}

resource "aws_api_gateway_integration_response" "call" {
  for_each          = local.calls
  rest_api_id       = aws_api_gateway_rest_api.post.id
  resource_id       = aws_api_gateway_resource.call[each.key].id
  http_method       = "POST"
  status_code       = "200"
  selection_pattern = "200"
}

resource "aws_api_gateway_integration_response" "failed" {
  for_each    = local.calls
  rest_api_id = aws_api_gateway_rest_api.post.id
  resource_id = aws_api_gateway_resource.call[each.key].id
  http_method = "POST"
  status_code = "500"
}

resource "aws_api_gateway_deployment" "post" {
  rest_api_id = aws_api_gateway_rest_api.post.id
  depends_on  = [aws_api_gateway_integration_response.call, aws_api_gateway_integration_response.failed]
}

resource "aws_api_gateway_stage" "v1" {
  rest_api_id   = aws_api_gateway_rest_api.post.id
  deployment_id = aws_api_gateway_deployment.post.id
  stage_name    = "v1"
}
