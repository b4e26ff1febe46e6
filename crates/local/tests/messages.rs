//! Published messages reach people, queues and buckets, in AWS's protocols.
#![allow(clippy::unwrap_used, reason = "a test fails at the first unexpected result")]

use std::sync::Arc;

use gelato_local::inbox::Inbox;
use gelato_local::resource::{Resource, Resources};
use gelato_local::s3::{Contents, S3, put_object};
use gelato_local::service::{Answer, Call, Service, Services};
use gelato_local::sns::Sns;
use gelato_local::sqs::{Sqs, send_message};
use gelato_local::stack;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::{Value, json};

/// A reserved number, split so that this file contains no phone number.
const READER: &str = concat!("+", "15555550100");
const TOPIC: &str = "arn:aws:sns:eu-west-1:000000000000:notices";
const QUEUE: &str = "arn:aws:sqs:eu-west-1:000000000000:audit";

fn resource(kind: &str, name: &str, values: &Value) -> Resource {
    Resource {
        address: format!("{kind}.{name}"),
        kind: kind.to_owned(),
        values: values.as_object().cloned().unwrap_or_default(),
        place: None,
    }
}

struct World {
    inbox: Arc<Inbox>,
    sqs: Arc<Sqs>,
    sns: Sns,
}

fn world() -> World {
    let listens = |name: &str, protocol: &str, endpoint: &str, raw: bool| {
        let values =
            json!({ "topic_arn": TOPIC, "protocol": protocol, "endpoint": endpoint, "raw_message_delivery": raw });
        resource("aws_sns_topic_subscription", name, &values)
    };
    let dead = format!("{QUEUE}-dead");
    let redrive = json!({ "deadLetterTargetArn": dead, "maxReceiveCount": 1 }).to_string();
    let resources: Resources = [
        resource("aws_sns_topic", "notices", &json!({ "arn": TOPIC, "name": "notices" })),
        listens("reader", "sms", READER, false),
        listens("desk", "email", "desk@example.com", false),
        listens("audit", "sqs", QUEUE, false),
        listens("audit_raw", "sqs", &dead, true),
        resource("aws_sqs_queue", "audit", &json!({ "arn": QUEUE, "name": "audit", "redrive_policy": redrive })),
        resource("aws_sqs_queue", "dead", &json!({ "arn": dead, "name": "audit-dead" })),
    ]
    .into_iter()
    .collect();
    let (topics, subscriptions, findings) = stack::topic::read(&resources);
    assert_eq!(findings, []);
    let (queues, findings) = stack::queue::read(&resources);
    assert_eq!(findings, []);
    let inbox = Arc::new(Inbox::default());
    let sqs = Arc::new(Sqs::new(queues, "http://127.0.0.1:3000"));
    let services: Services = [Arc::clone(&sqs) as Arc<dyn Service>].into_iter().collect();
    World { sns: Sns::new(topics, subscriptions, Arc::clone(&inbox), services), inbox, sqs }
}

fn form(body: &str) -> Call {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/x-www-form-urlencoded"));
    let body = body.to_owned().into();
    Call { action: None, method: Method::POST, path: "/".into(), query: None, headers, body }
}

fn sqs_json(action: &str, input: &Value) -> Call {
    let mut call = form(&input.to_string());
    call.headers.insert("content-type", HeaderValue::from_static("application/x-amz-json-1.0"));
    Call { action: Some(action.to_owned()), ..call }
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

async fn receive(sqs: &Sqs, queue: &str) -> Vec<Value> {
    let input = json!({
        "QueueUrl": format!("http://127.0.0.1:3000/000000000000/{queue}"), "MaxNumberOfMessages": 10,
        "VisibilityTimeout": 0, "AttributeNames": ["All"],
    });
    let answer = sqs.call(sqs_json("ReceiveMessage", &input)).await;
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    body["Messages"].as_array().cloned().unwrap_or_default()
}

#[tokio::test]
async fn a_filter_policy_selects_matching_messages() {
    let on_attributes = r#"{"kind": ["sorbet", {"prefix": "ice"}], "price": [{"numeric": ["<", 5]}]}"#;
    for (policy, scope, message, attributes, passes) in [
        (on_attributes, None, "a", &[("kind", "String", "sorbet"), ("price", "Number", "2")][..], true),
        (on_attributes, None, "a", &[("kind", "String.Array", r#"["x","iced"]"#), ("price", "Number", "2")], true),
        (on_attributes, None, "a", &[("kind", "String", "sorbet"), ("price", "Number", "7")], false),
        (on_attributes, None, "a", &[("kind", "String", "sorbet")], false),
        (r#"{"kind": [{"exists": false}]}"#, None, "a", &[], true),
        (r#"{"deep": {"kind": ["x"]}}"#, Some("MessageBody"), r#"{"deep":{"kind":"x"}}"#, &[], true),
        (r#"{"deep": {"kind": ["x"]}}"#, Some("MessageBody"), "not JSON", &[], false),
    ] {
        let values = json!({
            "topic_arn": TOPIC, "protocol": "sms", "endpoint": READER, "filter_policy": policy,
            "filter_policy_scope": scope,
        });
        let topic = json!({ "name": "notices", "arn": TOPIC });
        let resources: Resources =
            [resource("aws_sns_topic", "notices", &topic), resource("aws_sns_topic_subscription", "one", &values)]
                .into_iter()
                .collect();
        let (topics, subscriptions, findings) = stack::topic::read(&resources);
        assert_eq!(findings, []);
        let inbox = Arc::new(Inbox::default());
        let sns = Sns::new(topics, subscriptions, Arc::clone(&inbox), Services::default());
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("Action", "Publish").append_pair("TopicArn", TOPIC).append_pair("Message", message);
        for (number, (name, kind, value)) in attributes.iter().enumerate() {
            let member = |member: &str| format!("MessageAttributes.entry.{}.{member}", number + 1);
            body.append_pair(&member("Name"), name);
            body.append_pair(&member("Value.DataType"), kind).append_pair(&member("Value.StringValue"), value);
        }
        assert_eq!(sns.call(form(&body.finish())).await.status, StatusCode::OK);
        assert_eq!(inbox.messages().len(), usize::from(passes), "{policy} on {message} with {attributes:?}");
    }
}

#[tokio::test]
async fn a_publication_reaches_phones_mail_and_queues() {
    let world = world();
    let published =
        world.sns.call(form(&format!("Action=Publish&TopicArn={TOPIC}&Message=New+%22book%22%21&Subject=Hello"))).await;
    assert_eq!(published.status, StatusCode::OK);
    let xml = text(&published);
    let id = xml.split("<MessageId>").nth(1).and_then(|rest| rest.split('<').next()).unwrap();
    let request = published.headers["x-amzn-requestid"].to_str().unwrap();
    let wanted = format!(
        "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">\n  <PublishResult>\n    \
         <MessageId>{id}</MessageId>\n  </PublishResult>\n  <ResponseMetadata>\n    \
         <RequestId>{request}</RequestId>\n  </ResponseMetadata>\n</PublishResponse>\n"
    );
    assert_eq!(xml, wanted);

    let inbox = world.inbox.messages();
    let got: Vec<_> =
        inbox.iter().map(|one| (one.protocol, one.to.as_str(), one.subject.as_deref(), one.message.as_str())).collect();
    // Sorted by the addresses of the subscriptions; a text message has no subject.
    let wanted =
        [("email", "desk@example.com", Some("Hello"), "New \"book\"!"), ("sms", READER, None, "New \"book\"!")];
    assert_eq!(got, wanted);

    let enveloped = receive(&world.sqs, "audit").await;
    let envelope: Value = serde_json::from_str(enveloped[0]["Body"].as_str().unwrap()).unwrap();
    assert_eq!(envelope["Message"], "New \"book\"!");
    assert_eq!((&envelope["Type"], &envelope["TopicArn"]), (&json!("Notification"), &json!(TOPIC)));
    assert_eq!(receive(&world.sqs, "audit-dead").await[0]["Body"], "New \"book\"!");
}

#[tokio::test]
async fn each_message_of_a_batch_has_its_result() {
    let world = world();
    let entries = "PublishBatchRequestEntries.member.1.Id=a&PublishBatchRequestEntries.member.1.Message=one\
                   &PublishBatchRequestEntries.member.2.Id=b&PublishBatchRequestEntries.member.2.Message=";
    let answer = world.sns.call(form(&format!("Action=PublishBatch&TopicArn={TOPIC}&{entries}"))).await;
    let xml = text(&answer);
    let (successful, failed) = xml.split_once("<Failed>").unwrap();
    assert!(successful.contains("<Id>a</Id>") && failed.contains("<Id>b</Id>"), "{xml}");
    assert!(failed.contains("<Code>InvalidParameter</Code>") && failed.contains("Empty message"), "{xml}");
    assert_eq!(world.inbox.messages().iter().filter(|one| one.protocol == "sms").count(), 1);
}

#[tokio::test]
async fn invalid_publications_get_the_errors_of_sns() {
    let world = world();
    let cases = [
        ("TopicArn=arn:aws:sns:eu-west-1:000000000000:other&Message=x", 404, "NotFound"),
        ("PhoneNumber=12345&Message=x", 400, "is not valid to publish to"),
        ("Message=x", 400, "exactly one must be given"),
        ("PhoneNumber=%2B15555550100&Message=x&Subject=a%0Ab", 400, "Invalid parameter: Subject"),
        ("PhoneNumber=%2B15555550100&Message=x&MessageStructure=json", 400, "failed to parse"),
        ("PhoneNumber=%2B15555550100&Message=%7B%7D&MessageStructure=json", 400, "No default entry"),
    ];
    for (parameters, status, message) in cases {
        let answer = world.sns.call(form(&format!("Action=Publish&{parameters}"))).await;
        assert_eq!(answer.status.as_u16(), status, "{parameters}");
        assert!(text(&answer).contains(message), "{parameters}: {}", text(&answer));
    }
    assert_eq!(world.inbox.messages(), []);
}

#[tokio::test]
async fn a_message_received_too_often_goes_to_the_dead_letter_queue() {
    let world = world();
    world.sqs.call(send_message(QUEUE, "poison")).await;
    assert_eq!(receive(&world.sqs, "audit").await[0]["Attributes"]["ApproximateReceiveCount"], "1");
    assert!(receive(&world.sqs, "audit").await.is_empty());
    assert_eq!(receive(&world.sqs, "audit-dead").await[0]["Body"], "poison");
}

#[tokio::test]
async fn a_received_message_is_hidden_until_it_is_deleted() {
    let world = world();
    let url = "http://127.0.0.1:3000/000000000000/audit-dead";
    let sent = world
        .sqs
        .call(sqs_json(
            "SendMessage",
            &json!({
                "QueueUrl": url, "MessageBody": "hello",
                "MessageAttributes": { "kind": { "DataType": "String", "StringValue": "created" } },
            }),
        ))
        .await;
    let sent: Value = serde_json::from_slice(&sent.body).unwrap();
    assert_eq!(sent["MD5OfMessageBody"], "5d41402abc4b2a76b9719d911017c592");
    let receive =
        || world.sqs.call(sqs_json("ReceiveMessage", &json!({ "QueueUrl": url, "MessageAttributeNames": ["All"] })));
    let first: Value = serde_json::from_slice(&receive().await.body).unwrap();
    assert_eq!(first["Messages"][0]["MessageAttributes"]["kind"]["StringValue"], "created");
    assert_eq!(text(&receive().await), "{}");
    let receipt = &first["Messages"][0]["ReceiptHandle"];
    world.sqs.call(sqs_json("DeleteMessage", &json!({ "QueueUrl": url, "ReceiptHandle": receipt }))).await;
    let of = sqs_json("GetQueueAttributes", &json!({ "QueueUrl": url, "AttributeNames": ["All"] }));
    let left: Value = serde_json::from_slice(&world.sqs.call(of).await.body).unwrap();
    assert_eq!(left["Attributes"]["ApproximateNumberOfMessagesNotVisible"], "0");
}

#[tokio::test]
async fn a_waiting_receiver_gets_a_message_when_it_comes() {
    let world = world();
    let sqs = Arc::clone(&world.sqs);
    let waiting = tokio::spawn(async move {
        let input = json!({ "QueueUrl": "/000000000000/audit", "WaitTimeSeconds": 20 });
        sqs.call(sqs_json("ReceiveMessage", &input)).await
    });
    tokio::task::yield_now().await;
    world.sqs.call(send_message(QUEUE, "at last")).await;
    assert!(text(&waiting.await.unwrap()).contains("at last"));
}

#[tokio::test]
async fn an_integration_sends_to_a_queue_in_the_query_protocol() {
    let world = world();
    let mut call = Call {
        path: "/000000000000/audit".into(),
        ..form(
            "Action=SendMessage&MessageBody=a%26b&MessageAttribute.1.Name=k&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=v",
        )
    };
    call.headers.insert("accept", HeaderValue::from_static("application/json"));
    let sent: Value = serde_json::from_slice(&world.sqs.call(call).await.body).unwrap();
    assert!(sent["SendMessageResponse"]["SendMessageResult"]["MessageId"].is_string(), "{sent}");
    let received = world
        .sqs
        .call(Call { path: "/000000000000/audit".into(), ..form("Action=ReceiveMessage&MessageAttributeName=All") })
        .await;
    let xml = text(&received);
    assert!(xml.contains("<Body>a&amp;b</Body>") && xml.contains("<Name>k</Name>"), "{xml}");
}

/// Sends a form to a queue, and returns the message that the queue then contains.
async fn sent_and_received(world: &World, form_text: &str) -> Value {
    let sent = world.sqs.call(Call { path: "/000000000000/audit-dead".into(), ..form(form_text) }).await;
    assert_eq!(sent.status, StatusCode::OK, "{form_text}: {}", text(&sent));
    let input = json!({
        "QueueUrl": "/000000000000/audit-dead", "MessageAttributeNames": [".*"],
        "MessageSystemAttributeNames": ["AWSTraceHeader"],
    });
    let received = world.sqs.call(sqs_json("ReceiveMessage", &input)).await;
    let received: Value = serde_json::from_slice(&received.body).unwrap();
    world.sqs.call(sqs_json("PurgeQueue", &json!({ "QueueUrl": "/000000000000/audit-dead" }))).await;
    received["Messages"][0].clone()
}

#[tokio::test]
async fn attributes_arrive_with_every_numbering_of_a_form() {
    let world = world();
    for start in ["MessageAttribute.1", "MessageAttributes.1", "MessageAttributes.entry.1"] {
        let form = format!(
            "Action=SendMessage&MessageBody=x&{start}.Name=agent&{start}.Value.DataType=String&{start}.Value.StringValue=v"
        );
        let message = sent_and_received(&world, &form).await;
        assert_eq!(
            message["MessageAttributes"],
            json!({ "agent": { "DataType": "String", "StringValue": "v" } }),
            "{form}"
        );
    }
}

#[tokio::test]
async fn every_type_of_attribute_arrives_even_in_a_batch() {
    let world = world();
    let attributes = [
        ("n", "Number", "StringValue", "1.5"),
        ("b", "Binary", "BinaryValue", "AAEC"),
        ("s", "String.tone", "StringValue", "warm"),
    ];
    let numbered = |start: &str| {
        let fields = attributes.iter().enumerate().map(|(index, (name, kind, field, value))| {
            let start = format!("{start}.{}", index + 1);
            format!("&{start}.Name={name}&{start}.Value.DataType={kind}&{start}.Value.{field}={value}")
        });
        fields.collect::<String>()
    };
    let wanted: Value = attributes
        .iter()
        .map(|(name, kind, field, value)| ((*name).to_owned(), json!({ "DataType": kind, *field: value })))
        .collect();
    let trace = "MessageSystemAttribute.1.Name=AWSTraceHeader&MessageSystemAttribute.1.Value.DataType=String\
                 &MessageSystemAttribute.1.Value.StringValue=Root=1";
    let alone = format!("Action=SendMessage&MessageBody=x&{trace}{}", numbered("MessageAttribute"));
    let message = sent_and_received(&world, &alone).await;
    assert_eq!(
        (&message["MessageAttributes"], &message["Attributes"]),
        (&wanted, &json!({ "AWSTraceHeader": "Root=1" }))
    );
    for entry in ["SendMessageBatchRequestEntry.1", "Entries.1", "Entries.member.1"] {
        let attributes = numbered(&format!("{entry}.MessageAttribute"));
        let batch = format!("Action=SendMessageBatch&{entry}.Id=one&{entry}.MessageBody=x{attributes}");
        assert_eq!(sent_and_received(&world, &batch).await["MessageAttributes"], wanted, "{batch}");
    }
}

#[tokio::test]
async fn a_receiver_gets_the_attributes_it_selects() {
    let world = world();
    let attribute = json!({ "DataType": "String", "StringValue": "v" });
    let attributes = json!({ "order.id": attribute, "order.kind": attribute, "other": attribute });
    let send = json!({ "QueueUrl": "/000000000000/audit-dead", "MessageBody": "x", "MessageAttributes": attributes });
    world.sqs.call(sqs_json("SendMessage", &send)).await;
    for (asked, own, system) in [
        ("", vec![], vec![]),
        ("MessageAttributeName.1=All", vec!["order.id", "order.kind", "other"], vec![]),
        ("MessageAttributeName.1=order.*&MessageAttributeName.2=none", vec!["order.id", "order.kind"], vec![]),
        ("MessageAttributeNames.member.1=other&AttributeName.1=SenderId", vec!["other"], vec!["SenderId"]),
        (
            "AttributeNames.1=SenderId&MessageSystemAttributeName.1=SentTimestamp",
            vec![],
            vec!["SenderId", "SentTimestamp"],
        ),
    ] {
        let form_text = format!("Action=ReceiveMessage&VisibilityTimeout=0&{asked}");
        let mut call = Call { path: "/000000000000/audit-dead".into(), ..form(&form_text) };
        call.headers.insert("accept", HeaderValue::from_static("application/json"));
        let answer = world.sqs.call(call).await;
        let answer: Value = serde_json::from_slice(&answer.body).unwrap();
        let message = &answer["ReceiveMessageResponse"]["ReceiveMessageResult"]["messages"][0];
        let names = |member: &str| {
            let list = message[member].as_array().cloned().unwrap_or_default();
            list.iter().map(|one| one["Name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(
            (names("MessageAttributes"), names("Attributes")),
            (own.into_iter().map(str::to_owned).collect(), system.into_iter().map(str::to_owned).collect()),
            "{asked}: {answer}"
        );
    }
}

#[tokio::test]
async fn invalid_requests_get_the_error_codes_of_sqs() {
    let world = world();
    let attribute = "MessageAttribute.1.Name=a&MessageAttribute.1.Value";
    for (form_text, code) in [
        ("Action=SendMessage", "MissingParameter"),
        ("Action=SendMessage&MessageBody=%01", "InvalidMessageContents"),
        ("Action=SendMessage&MessageBody=x&DelaySeconds=901", "InvalidParameterValue"),
        (&format!("Action=SendMessage&MessageBody=x&{attribute}.StringValue=v"), "InvalidParameterValue"),
        (
            &format!("Action=SendMessage&MessageBody=x&{attribute}.DataType=Text&{attribute}.StringValue=v"),
            "InvalidParameterValue",
        ),
        (
            &format!("Action=SendMessage&MessageBody=x&{attribute}.DataType=Binary&{attribute}.StringValue=v"),
            "InvalidParameterValue",
        ),
        (
            &format!("Action=SendMessage&MessageBody=x&{attribute}.DataType=Number&{attribute}.StringValue=v"),
            "InvalidParameterValue",
        ),
        ("Action=SendMessage&MessageBody=x&MessageAttribute.one.Name=a", "MalformedInput"),
        ("Action=SendMessageBatch", "AWS.SimpleQueueService.EmptyBatchRequest"),
        (
            "Action=SendMessageBatch&Entries.1.Id=a.b&Entries.1.MessageBody=x",
            "AWS.SimpleQueueService.InvalidBatchEntryId",
        ),
        ("Action=ReceiveMessage&MaxNumberOfMessages=11", "InvalidParameterValue"),
        ("Action=ReceiveMessage&AttributeName.1=Colour", "InvalidAttributeName"),
        ("Action=DeleteMessage", "MissingParameter"),
        ("Action=CreateQueue&QueueName=x", "InvalidAction"),
    ] {
        let answer = world.sqs.call(Call { path: "/000000000000/audit".into(), ..form(form_text) }).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{form_text}");
        assert!(text(&answer).contains(&format!("<Code>{code}</Code>")), "{form_text}: {}", text(&answer));
    }
}

#[tokio::test]
async fn a_raw_message_has_the_attributes_of_the_publication() {
    let world = world();
    let attribute = "MessageAttributes.entry.1.Name=kind&MessageAttributes.entry.1.Value.DataType=String\
                     &MessageAttributes.entry.1.Value.StringValue=sorbet";
    let published = world.sns.call(form(&format!("Action=Publish&TopicArn={TOPIC}&Message=x&{attribute}"))).await;
    assert_eq!(published.status, StatusCode::OK);
    let input = json!({ "QueueUrl": "/000000000000/audit-dead", "MessageAttributeNames": ["All"] });
    let received = world.sqs.call(sqs_json("ReceiveMessage", &input)).await;
    let received: Value = serde_json::from_slice(&received.body).unwrap();
    assert_eq!(received["Messages"][0]["MessageAttributes"]["kind"]["StringValue"], "sorbet", "{received}");
}

#[tokio::test]
async fn a_missing_queue_is_an_error_in_both_protocols() {
    let world = world();
    let answer = world.sqs.call(sqs_json("ReceiveMessage", &json!({ "QueueUrl": "/000000000000/other" }))).await;
    assert_eq!(answer.headers["x-amzn-query-error"], "AWS.SimpleQueueService.NonExistentQueue;Sender");
    assert!(text(&answer).contains("com.amazonaws.sqs#QueueDoesNotExist"));
    let answer = world.sqs.call(Call { path: "/000000000000/other".into(), ..form("Action=ReceiveMessage") }).await;
    assert!(text(&answer).contains("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>"));
}

#[tokio::test]
async fn an_object_is_returned_as_it_was_put() {
    let s3 = S3::new(vec!["failures".into()], &Contents::default());
    s3.call(put_object("arn:aws:s3:::failures", "aws/lambda/a b", "batch")).await;
    let get = |path: &str| Call { method: Method::GET, path: path.into(), ..form("") };
    assert_eq!(text(&s3.call(get("/failures/aws/lambda/a%20b")).await), "batch");
    let listed = s3.call(Call { query: Some("list-type=2".into()), ..get("/failures") }).await;
    assert!(text(&listed).contains("<KeyCount>1</KeyCount>"));
    assert!(text(&s3.call(get("/failures/other")).await).contains("NoSuchKey"));
    assert!(text(&s3.call(get("/other/x")).await).contains("NoSuchBucket"));
}
