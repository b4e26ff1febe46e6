//! The model of SQS: the supported actions, their inputs and outputs.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html>

use crate::query::model::{Action, Member, Shape};

use Member as M;

const ATTRIBUTE: Shape = Shape::Structure(&[
    M::text("DataType"),
    M::text("StringValue"),
    M::text("BinaryValue"),
    M::flat_list("StringListValues", "StringListValue", &Shape::Text),
    M::flat_list("BinaryListValues", "BinaryListValue", &Shape::Text),
]);

const QUEUE_URL: M = M::text("QueueUrl");
const MESSAGE_ATTRIBUTES: M = M::flat_map("MessageAttributes", "MessageAttribute", &ATTRIBUTE);
const SYSTEM_ATTRIBUTES: M = M::flat_map("MessageSystemAttributes", "MessageSystemAttribute", &ATTRIBUTE);

const FAILED: M = M::flat_list(
    "Failed",
    "BatchResultErrorEntry",
    &Shape::Structure(&[M::text("Id"), M::text("Code"), M::text("Message"), M::text("SenderFault")]),
);
const ID_ALONE: Shape = Shape::Structure(&[M::text("Id")]);

const SENT: &[M] = &[
    M::text("MessageId"),
    M::text("MD5OfMessageBody"),
    M::text("MD5OfMessageAttributes"),
    M::text("MD5OfMessageSystemAttributes"),
    M::text("SequenceNumber"),
];

const MESSAGE: Shape = Shape::Structure(&[
    M::text("MessageId"),
    M::text("ReceiptHandle"),
    M::text("MD5OfBody"),
    M::text("Body"),
    M::flat_map("Attributes", "Attribute", &Shape::Text),
    M::text("MD5OfMessageAttributes"),
    MESSAGE_ATTRIBUTES,
]);

/// The actions.
pub(super) const ACTIONS: &[Action] = &[
    Action {
        name: "SendMessage",
        input: &[
            QUEUE_URL,
            M::text("MessageBody"),
            M::text("DelaySeconds"),
            MESSAGE_ATTRIBUTES,
            SYSTEM_ATTRIBUTES,
            M::text("MessageDeduplicationId"),
            M::text("MessageGroupId"),
        ],
        output: Some(SENT),
    },
    Action {
        name: "SendMessageBatch",
        input: &[
            QUEUE_URL,
            M::flat_list(
                "Entries",
                "SendMessageBatchRequestEntry",
                &Shape::Structure(&[
                    M::text("Id"),
                    M::text("MessageBody"),
                    M::text("DelaySeconds"),
                    MESSAGE_ATTRIBUTES,
                    SYSTEM_ATTRIBUTES,
                    M::text("MessageDeduplicationId"),
                    M::text("MessageGroupId"),
                ]),
            ),
        ],
        output: Some(&[
            M::flat_list(
                "Successful",
                "SendMessageBatchResultEntry",
                &Shape::Structure(&[
                    M::text("Id"),
                    M::text("MessageId"),
                    M::text("MD5OfMessageBody"),
                    M::text("MD5OfMessageAttributes"),
                    M::text("MD5OfMessageSystemAttributes"),
                    M::text("SequenceNumber"),
                ]),
            ),
            FAILED,
        ]),
    },
    Action {
        name: "ReceiveMessage",
        input: &[
            QUEUE_URL,
            M::flat_list("AttributeNames", "AttributeName", &Shape::Text),
            M::flat_list("MessageSystemAttributeNames", "MessageSystemAttributeName", &Shape::Text),
            M::flat_list("MessageAttributeNames", "MessageAttributeName", &Shape::Text),
            M::text("MaxNumberOfMessages"),
            M::text("VisibilityTimeout"),
            M::text("WaitTimeSeconds"),
            M::text("ReceiveRequestAttemptId"),
        ],
        output: Some(&[M::flat_list("Messages", "Message", &MESSAGE)]),
    },
    Action { name: "DeleteMessage", input: &[QUEUE_URL, M::text("ReceiptHandle")], output: None },
    Action {
        name: "DeleteMessageBatch",
        input: &[
            QUEUE_URL,
            M::flat_list(
                "Entries",
                "DeleteMessageBatchRequestEntry",
                &Shape::Structure(&[M::text("Id"), M::text("ReceiptHandle")]),
            ),
        ],
        output: Some(&[M::flat_list("Successful", "DeleteMessageBatchResultEntry", &ID_ALONE), FAILED]),
    },
    Action {
        name: "ChangeMessageVisibility",
        input: &[QUEUE_URL, M::text("ReceiptHandle"), M::text("VisibilityTimeout")],
        output: None,
    },
    Action {
        name: "ChangeMessageVisibilityBatch",
        input: &[
            QUEUE_URL,
            M::flat_list(
                "Entries",
                "ChangeMessageVisibilityBatchRequestEntry",
                &Shape::Structure(&[M::text("Id"), M::text("ReceiptHandle"), M::text("VisibilityTimeout")]),
            ),
        ],
        output: Some(&[M::flat_list("Successful", "ChangeMessageVisibilityBatchResultEntry", &ID_ALONE), FAILED]),
    },
    Action { name: "PurgeQueue", input: &[QUEUE_URL], output: None },
    Action {
        name: "GetQueueUrl",
        input: &[M::text("QueueName"), M::text("QueueOwnerAWSAccountId")],
        output: Some(&[QUEUE_URL]),
    },
    Action {
        name: "GetQueueAttributes",
        input: &[QUEUE_URL, M::flat_list("AttributeNames", "AttributeName", &Shape::Text)],
        output: Some(&[M::flat_map("Attributes", "Attribute", &Shape::Text)]),
    },
    Action {
        name: "ListQueues",
        input: &[M::text("QueueNamePrefix"), M::text("MaxResults"), M::text("NextToken")],
        output: Some(&[M::flat_list("QueueUrls", "QueueUrl", &Shape::Text), M::text("NextToken")]),
    },
];
