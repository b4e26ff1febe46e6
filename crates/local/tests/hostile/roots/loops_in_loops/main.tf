locals {
  r    = range(1000)
  name = length([for a in local.r : [for b in local.r : [for c in local.r : 1 if false]]])
}
resource "aws_sqs_queue" "q" {
  name = "q${local.name}"
}
