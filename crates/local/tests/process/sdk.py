"""Tests the runtime with an AWS SDK, boto3, at AWS_ENDPOINT_URL."""

import json
import sys

import boto3
from botocore.exceptions import ClientError

TABLE, FUNCTION = "local-ice-cream-flavours", "local-ice-cream-notifier"


def fails(code, call):
    try:
        call()
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
    else:
        raise AssertionError(f"{code} was expected")


def tables():
    table = boto3.resource("dynamodb").Table(TABLE)
    assert table.table_status == "ACTIVE" and table.table_arn.endswith(TABLE)
    for flavour in ("Mango", "Lemon", "Plum"):
        table.put_item(Item={"flavour": flavour, "cost": "2.00", "tags": {"a", "b"}, "deep": [{"n": 1}, None, True]})
    item = table.get_item(Key={"flavour": "Mango"}, ConsistentRead=True)["Item"]
    assert item["tags"] == {"a", "b"} and item["deep"] == [{"n": 1}, None, True], item
    fails(
        "ConditionalCheckFailedException",
        lambda: table.put_item(Item={"flavour": "Mango"}, ConditionExpression="attribute_not_exists(flavour)"),
    )
    fails("ValidationException", lambda: table.put_item(Item={"cost": "1.00"}))
    fails("ResourceNotFoundException", lambda: boto3.resource("dynamodb").Table("absent").scan())
    updated = table.update_item(
        Key={"flavour": "Mango"}, UpdateExpression="SET cost = :c", ExpressionAttributeValues={":c": "3.00"},
        ReturnValues="UPDATED_NEW",
    )
    assert updated["Attributes"] == {"cost": "3.00"}, updated
    assert table.query(KeyConditionExpression=boto3.dynamodb.conditions.Key("flavour").eq("Lemon"))["Count"] == 1
    with table.batch_writer() as batch:
        for number in range(60):
            batch.put_item(Item={"flavour": f"Number {number}"})
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=TABLE, PaginationConfig={"PageSize": 7})
    names = [item["flavour"]["S"] for page in pages for item in page["Items"]]
    assert len(names) == len(set(names)) == 63, len(names)
    client = boto3.client("dynamodb")
    put = {"TableName": TABLE, "Item": {"flavour": {"S": "Plum"}}, "ConditionExpression": "attribute_not_exists(flavour)"}
    fails("TransactionCanceledException", lambda: client.transact_write_items(TransactItems=[{"Put": put}]))
    client.transact_write_items(TransactItems=[{"Delete": {"TableName": TABLE, "Key": {"flavour": {"S": "Plum"}}}}])
    assert "Item" not in table.get_item(Key={"flavour": "Plum"})


def streams():
    client = boto3.client("dynamodbstreams")
    arn = client.list_streams(TableName=TABLE)["Streams"][0]["StreamArn"]
    shard = client.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = client.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    records = client.get_records(ShardIterator=iterator)["Records"]
    assert [record["eventName"] for record in records[:4]] == ["INSERT", "INSERT", "INSERT", "MODIFY"], records
    assert records[-1]["eventName"] == "REMOVE", records[-1]


def messages():
    topics = boto3.client("sns")
    topic = topics.list_topics()["Topics"][0]["TopicArn"]
    assert topics.publish(TopicArn=topic, Message="From boto3 – ü")["MessageId"]
    batch = topics.publish_batch(
        TopicArn=topic, PublishBatchRequestEntries=[{"Id": str(n), "Message": f"Batch {n}"} for n in range(3)]
    )
    assert len(batch["Successful"]) == 3 and not batch.get("Failed"), batch
    fails("NotFound", lambda: topics.publish(TopicArn=topic + "x", Message="m"))
    queues = boto3.client("sqs")
    queue = queues.list_queues()["QueueUrls"][0]
    sent = queues.send_message(QueueUrl=queue, MessageBody="ü", MessageAttributes={"a": {"DataType": "String", "StringValue": "b"}})
    got = queues.receive_message(QueueUrl=queue, MessageAttributeNames=["All"], WaitTimeSeconds=1)["Messages"][0]
    assert (got["MessageId"], got["Body"]) == (sent["MessageId"], "ü"), got
    queues.delete_message(QueueUrl=queue, ReceiptHandle=got["ReceiptHandle"])
    assert "Messages" not in queues.receive_message(QueueUrl=queue)


def functions():
    client = boto3.client("lambda")
    assert FUNCTION in [function["FunctionName"] for function in client.list_functions()["Functions"]]
    answer = client.invoke(FunctionName=FUNCTION, Payload=json.dumps({"Records": []}))
    assert answer["StatusCode"] == 200 and "FunctionError" not in answer, answer
    assert client.invoke(FunctionName=FUNCTION, InvocationType="Event", Payload="{\"Records\":[]}")["StatusCode"] == 202
    fails("ResourceNotFoundException", lambda: client.invoke(FunctionName="absent"))


for part in (tables, streams, messages, functions):
    part()
print("done with boto3", boto3.__version__, file=sys.stdout)
