locals {
  text = "$${templatestring(text, { text = text })}"
  name = templatestring(local.text, { text = local.text })
}
resource "aws_sqs_queue" "q" {
  name = local.name
}
