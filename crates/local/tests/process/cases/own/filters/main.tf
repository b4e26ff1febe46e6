# A topic whose subscribers have different filter policies.
provider "aws" { region = "eu-central-1" }

locals {
  body = {
    dotted  = { "boat.crew.home" = ["Kiel"] }
    nested  = { boat = { crew = { home = ["Kiel"] } } }
    address = { from = [{ cidr = "192.0.2.0/24" }, { cidr = "2001:db8::/32" }] }
    either  = { "$or" = [{ length = [{ numeric = [">", 30, "<=", 40] }], name = [{ prefix = "Möwe" }] }, { length = [{ numeric = ["<", 30] }], flag = ["DE"] }] }
    not     = { state = [{ "anything-but" = ["sunk", "lost"] }] }
  }
  attributes = { port = [{ "equals-ignore-case" = "Kiel" }], depth = [{ numeric = [">=", 8, "<", 9] }] }
}

resource "aws_sns_topic" "moorings" { name = "moorings" }

resource "aws_sqs_queue" "wants" {
  for_each = toset(concat(keys(local.body), ["attributes"]))
  name     = each.key
}

resource "aws_sns_topic_subscription" "body" {
  for_each             = local.body
  topic_arn            = aws_sns_topic.moorings.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.wants[each.key].arn
  raw_message_delivery = true
  filter_policy        = jsonencode(each.value)
  filter_policy_scope  = "MessageBody"
}

resource "aws_sns_topic_subscription" "attributes" {
  topic_arn     = aws_sns_topic.moorings.arn
  protocol      = "sqs"
  endpoint      = aws_sqs_queue.wants["attributes"].arn
  filter_policy = jsonencode(local.attributes)
}
