# A bucket behind a greedy resource with all methods.
provider "aws" { region = "eu-central-1" }

resource "aws_s3_bucket" "shelf" { bucket = "shelf" }

resource "aws_iam_role" "gateway" {
  name               = "gateway"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "apigateway.amazonaws.com" } }] })
}

resource "aws_iam_role_policy" "gateway" {
  role   = aws_iam_role.gateway.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "${aws_s3_bucket.shelf.arn}/*" }] })
}

resource "aws_api_gateway_rest_api" "library" {
  name               = "library"
  binary_media_types = ["image/png"]
}

resource "aws_api_gateway_resource" "book" {
  rest_api_id = aws_api_gateway_rest_api.library.id
  parent_id   = aws_api_gateway_rest_api.library.root_resource_id
  path_part   = "{book+}"
}

resource "aws_api_gateway_method" "book" {
  rest_api_id   = aws_api_gateway_rest_api.library.id
  resource_id   = aws_api_gateway_resource.book.id
  http_method   = "ANY"
  authorization = "NONE"
  request_parameters = {
    "method.request.path.book"           = true
    "method.request.header.Content-Type" = false
  }
}

resource "aws_api_gateway_integration" "book" {
  rest_api_id             = aws_api_gateway_rest_api.library.id
  resource_id             = aws_api_gateway_resource.book.id
  http_method             = aws_api_gateway_method.book.http_method
  type                    = "AWS"
  integration_http_method = "ANY"
  credentials             = aws_iam_role.gateway.arn
  uri                     = "arn:aws:apigateway:eu-central-1:s3:path/${aws_s3_bucket.shelf.bucket}/{book}"
  request_parameters = {
    "integration.request.path.book"           = "method.request.path.book"
    "integration.request.header.Content-Type" = "method.request.header.Content-Type"
  }
}

resource "aws_api_gateway_method_response" "book" {
  for_each    = toset(["200", "404", "500"])
  rest_api_id = aws_api_gateway_rest_api.library.id
  resource_id = aws_api_gateway_resource.book.id
  http_method = aws_api_gateway_method.book.http_method
  status_code = each.key
  response_parameters = {
    "method.response.header.ETag"         = false
    "method.response.header.Content-Type" = false
  }
}

resource "aws_api_gateway_integration_response" "book" {
  for_each          = { "200" = "2\\d\\d", "404" = "404", "500" = null }
  rest_api_id       = aws_api_gateway_rest_api.library.id
  resource_id       = aws_api_gateway_resource.book.id
  http_method       = aws_api_gateway_integration.book.http_method
  status_code       = aws_api_gateway_method_response.book[each.key].status_code
  selection_pattern = each.value
  response_parameters = {
    "method.response.header.ETag"         = "integration.response.header.ETag"
    "method.response.header.Content-Type" = "integration.response.header.Content-Type"
  }
}

resource "aws_api_gateway_deployment" "library" {
  rest_api_id = aws_api_gateway_rest_api.library.id
  depends_on  = [aws_api_gateway_integration_response.book]
}

resource "aws_api_gateway_stage" "v1" {
  rest_api_id   = aws_api_gateway_rest_api.library.id
  deployment_id = aws_api_gateway_deployment.library.id
  stage_name    = "v1"
}
