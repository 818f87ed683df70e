import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { recordRequest } from "../http/recorded-request.ts";

/** A request that the real SDK has sent once. */
export interface SmallRequest {
  readonly name: string;
  readonly does: string;
  readonly bytes: Buffer;
}

const NAME = "bench";
const OBJECT_BYTES = 1024;

function settings(endpoint: string) {
  const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
  return { endpoint, region: "eu-west-1", credentials, maxAttempts: 1 };
}

async function getItem(port: number): Promise<Buffer> {
  const client = new DynamoDBClient(settings(`http://127.0.0.1:${port}`));
  const Key = { Id: { S: "photos/harbour.jpg" } };
  await client.send(
    new CreateTableCommand({
      TableName: NAME,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "Id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "Id", KeyType: "HASH" }],
    }),
  );
  const labels = ["boat", "harbour", "person"].map((S) => ({ S }));
  const Item = { ...Key, status: { S: "PROCESSED" }, size: { N: "48213" }, labels: { L: labels } };
  await client.send(new PutItemCommand({ TableName: NAME, Item }));
  client.destroy();
  return recordRequest(port, async (endpoint) => {
    const recorded = new DynamoDBClient(settings(endpoint));
    await recorded.send(new GetItemCommand({ TableName: NAME, Key }));
    recorded.destroy();
  });
}

async function getObject(port: number): Promise<Buffer> {
  const client = new S3Client({ ...settings(`http://127.0.0.1:${port}`), forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: NAME }));
  const target = { Bucket: NAME, Key: "notes/harbour.txt" };
  await client.send(new PutObjectCommand({ ...target, Body: "x".repeat(OBJECT_BYTES) }));
  client.destroy();
  return recordRequest(port, async (endpoint) => {
    const recorded = new S3Client({ ...settings(endpoint), forcePathStyle: true });
    const { Body } = await recorded.send(new GetObjectCommand(target));
    await Body?.transformToByteArray();
    recorded.destroy();
  });
}

async function sendMessage(port: number): Promise<Buffer> {
  const client = new SQSClient(settings(`http://127.0.0.1:${port}`));
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: NAME }));
  client.destroy();
  return recordRequest(port, async (endpoint) => {
    const recorded = new SQSClient({ ...settings(endpoint), useQueueUrlAsEndpoint: false });
    await recorded.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"parcelId":"P-1"}' }));
    recorded.destroy();
  });
}

/** Makes a table, a bucket and a queue in the cloud on `port` and sends each small request once. */
export async function smallRequests(port: number): Promise<readonly SmallRequest[]> {
  return [
    { name: "GetItem", does: "DynamoDB, an item of 100 bytes", bytes: await getItem(port) },
    { name: "GetObject", does: "S3, an object of 1 KiB", bytes: await getObject(port) },
    {
      name: "SendMessage",
      does: "SQS, a message of 18 bytes, stored",
      bytes: await sendMessage(port),
    },
  ];
}
