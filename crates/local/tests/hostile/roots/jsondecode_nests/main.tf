locals {
  open = join("", [for n in range(1000) : "["])
  name = jsondecode(local.open)
}
resource "aws_sqs_queue" "q" {
  name = local.name
}
