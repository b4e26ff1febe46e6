locals {
  l = aws_sqs_queue.q.arn
}
resource "aws_sqs_queue" "q" {
  name = "q"
  dynamic "block" {
    for_each = [1]
    content {
      value = local.l
    }
  }
}
