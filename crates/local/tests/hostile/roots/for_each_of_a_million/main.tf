locals {
  thousand = [for n in range(1000) : tostring(n)]
  million  = [for pair in setproduct(local.thousand, local.thousand) : join("-", pair)]
}
resource "aws_sqs_queue" "q" {
  for_each = toset(local.million)
  name     = each.key
}
