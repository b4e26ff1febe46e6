output "arn" {
  description = "The queue's ARN."
  value       = aws_sqs_queue.this.arn
}

output "url" {
  description = "Where messages are received."
  value       = aws_sqs_queue.this.url
}

output "unread" {
  description = "The ARN of the queue for messages that nobody could read."
  value       = aws_sqs_queue.unread.arn
}
