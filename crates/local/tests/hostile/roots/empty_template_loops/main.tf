locals {
  r    = range(1000)
  name = "q%{ for a in local.r }%{ for b in local.r }%{ for c in local.r }%{ endfor }%{ endfor }%{ endfor }"
}
resource "aws_sqs_queue" "q" {
  name = local.name
}
