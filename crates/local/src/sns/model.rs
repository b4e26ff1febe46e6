//! The model of SNS: the supported actions, their inputs and outputs.
//!
//! <https://docs.aws.amazon.com/sns/latest/api/API_Operations.html>

use crate::query::model::{Action, Member, Shape};

use Member as M;

const ATTRIBUTES: M = M::map(
    "MessageAttributes",
    &Shape::Structure(&[M::text("DataType"), M::text("StringValue"), M::text("BinaryValue")]),
);

const ENTRY: Shape = Shape::Structure(&[
    M::text("Id"),
    M::text("Message"),
    M::text("Subject"),
    M::text("MessageStructure"),
    ATTRIBUTES,
    M::text("MessageDeduplicationId"),
    M::text("MessageGroupId"),
]);

const SUBSCRIPTIONS: &[M] = &[
    M::list(
        "Subscriptions",
        &Shape::Structure(&[
            M::text("SubscriptionArn"),
            M::text("Owner"),
            M::text("Protocol"),
            M::text("Endpoint"),
            M::text("TopicArn"),
        ]),
    ),
    M::text("NextToken"),
];

/// The actions.
pub(super) const ACTIONS: &[Action] = &[
    Action {
        name: "Publish",
        input: &[
            M::text("TopicArn"),
            M::text("TargetArn"),
            M::text("PhoneNumber"),
            M::text("Message"),
            M::text("Subject"),
            M::text("MessageStructure"),
            ATTRIBUTES,
            M::text("MessageDeduplicationId"),
            M::text("MessageGroupId"),
        ],
        output: Some(&[M::text("MessageId"), M::text("SequenceNumber")]),
    },
    Action {
        name: "PublishBatch",
        input: &[M::text("TopicArn"), M::list("PublishBatchRequestEntries", &ENTRY)],
        output: Some(&[
            M::list("Successful", &Shape::Structure(&[M::text("Id"), M::text("MessageId"), M::text("SequenceNumber")])),
            M::list(
                "Failed",
                &Shape::Structure(&[M::text("Id"), M::text("Code"), M::text("Message"), M::text("SenderFault")]),
            ),
        ]),
    },
    Action {
        name: "ListTopics",
        input: &[M::text("NextToken")],
        output: Some(&[M::list("Topics", &Shape::Structure(&[M::text("TopicArn")])), M::text("NextToken")]),
    },
    Action { name: "ListSubscriptions", input: &[M::text("NextToken")], output: Some(SUBSCRIPTIONS) },
    Action {
        name: "ListSubscriptionsByTopic",
        input: &[M::text("TopicArn"), M::text("NextToken")],
        output: Some(SUBSCRIPTIONS),
    },
];
