# Where messages arrive: a queue, and one for those that nobody could read. The firm had it before it had Rust.

resource "aws_sqs_queue" "this" {
  name                      = var.name
  message_retention_seconds = var.retention.days * 24 * 60 * 60
  sqs_managed_sse_enabled   = true
  tags                      = var.tags

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.unread.arn
    maxReceiveCount     = var.retention.attempts
  })
}

resource "aws_sqs_queue" "unread" {
  name                      = "${var.name}-unread"
  message_retention_seconds = 14 * 24 * 60 * 60
  sqs_managed_sse_enabled   = true
  tags                      = var.tags
}

resource "aws_sqs_queue_policy" "this" {
  for_each = var.senders

  queue_url = aws_sqs_queue.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.this.arn
      Condition = { ArnEquals = { "aws:SourceArn" = each.value } }
    }]
  })
}
