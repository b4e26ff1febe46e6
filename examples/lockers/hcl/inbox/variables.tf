variable "name" {
  description = "The name of the queue."
  type        = string
}

variable "retention" {
  description = "How long a message is kept, and how often it is delivered before it counts as unread."
  type = object({
    days     = number
    attempts = optional(number, 5)
  })
  default = { days = 4 }
}

variable "senders" {
  description = "The topics that may send, by any name."
  type        = map(string)
  default     = {}
}

variable "tags" {
  description = "The queues' tags."
  type        = map(string)
  default     = {}
}
