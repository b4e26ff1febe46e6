locals {
  text = format("%1000000s", "x")
  name = length(replace(local.text, "/^(.*)$/", format("%s%s", join("", [for n in range(1000) : "$${1}"]), "x")))
}
resource "aws_sqs_queue" "q" {
  name = "q${local.name}"
}
