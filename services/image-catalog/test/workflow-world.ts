import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import {
  runStateMachine,
  StateError,
  type ExecutionOutcome,
  type Json,
} from "@blueprints/local-cloud/state-machine-testing";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { workflowDefinition } from "./workflow-definition.ts";

/** Plays one integration; throws a `StateError` to fail it. */
export type Play = (parameters: Json) => Json | Promise<Json>;

/** One row of the catalogue, without DynamoDB's type wrappers: every attribute is a string. */
export type Row = Readonly<Record<string, string>>;

const ALCOHOL = { Name: "Alcohol", ParentName: "", Confidence: 97.5 };
export const CAT = { Name: "Cat", Confidence: 98.5, Instances: [], Parents: [{ Name: "Pet" }] };
export const STOP = { DetectedText: "STOP", Type: "LINE", Id: 0, Confidence: 99.5 };
export const CLEAN: Json = { ModerationLabels: [], ModerationModelVersion: "7.0" };
export const FLAGGED: Json = { ModerationLabels: [ALCOHOL], ModerationModelVersion: "7.0" };

const WAIT = "aws-sdk:dynamodb:updateItem.waitForTaskToken";
const DEFINITION = workflowDefinition();

/** What every service answers unless a test says otherwise: a clean picture of a cat at a stop sign. */
const ANSWERS: Readonly<Record<string, Play>> = {
  "aws-sdk:s3:headObject": () => ({
    ETag: '"etag-1"',
    ContentLength: 2048,
    ContentType: "image/jpeg",
  }),
  "aws-sdk:rekognition:detectModerationLabels": () => CLEAN,
  "aws-sdk:rekognition:detectLabels": () => ({ Labels: [CAT], LabelModelVersion: "3.0" }),
  "aws-sdk:rekognition:detectText": () => ({ TextDetections: [STOP], TextModelVersion: "3.0" }),
  "sns:publish": () => ({ MessageId: "message-1" }),
  "sqs:sendMessage": () => ({ MessageId: "message-1" }),
};

/** An "Object Created" event of S3, as EventBridge delivers it. */
export function anUpload(over: { key?: string; sequencer?: string; etag?: string } = {}): Json {
  const { key = "cat.jpg", sequencer = "0060", etag = "etag-1" } = over;
  return {
    version: "0",
    source: "aws.s3",
    "detail-type": "Object Created",
    detail: {
      bucket: { name: "IngestionBucket" },
      object: { key, size: 2048, etag, sequencer },
      reason: "PutObject",
    },
  };
}

/** An "Object Deleted" event of S3, as EventBridge delivers it. */
export function aDeletion(over: { key?: string; sequencer?: string } = {}): Json {
  const { key = "cat.jpg", sequencer = "0061" } = over;
  return {
    version: "0",
    source: "aws.s3",
    "detail-type": "Object Deleted",
    detail: {
      bucket: { name: "IngestionBucket" },
      object: { key, sequencer },
      reason: "DeleteObject",
      "deletion-type": "Permanently Deleted",
    },
  };
}

/** The input that a person types. */
export function byHand(key = "cat.jpg", bucket = "IngestionBucket"): Json {
  return { bucket, key };
}

/** The state machine with a real (emulated) table; the other services are played. */
export class World {
  readonly #cloud: TestCloud;
  readonly #table: DynamoDBClient;
  #executions = 0;
  /** What the moderator answers to an execution, by its name; nothing unless a test says otherwise. */
  decide: (execution: string) => Promise<Json | undefined> = async () => undefined;
  /** Every call but those of the table, in their order: `rekognition:detectText`. */
  readonly calls: { readonly resource: string; readonly parameters: Json }[] = [];

  private constructor(cloud: TestCloud) {
    this.#cloud = cloud;
    this.#table = cloud.client(DynamoDBClient);
  }

  static async start(): Promise<World> {
    const world = new World(await startTestCloud());
    await world.#table.send(
      new CreateTableCommand({
        TableName: "CatalogTable",
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "Id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "Id", KeyType: "HASH" }],
      }),
    );
    return world;
  }

  /** The emulator behind the table. */
  get cloud(): TestCloud {
    return this.#cloud;
  }

  /** As the optimised integration does: the table's own answer, or its error with the prefix `DynamoDB`. */
  async update(parameters: Json, prefix = "DynamoDB"): Promise<Json> {
    try {
      await this.#table.send(
        new UpdateItemCommand(parameters as unknown as UpdateItemCommandInput),
      );
      return {};
    } catch (error) {
      const { name, message } = error as Error;
      throw new StateError(`${prefix}.${name}`, message);
    }
  }

  /** Runs the state machine on an input, with some services played differently. */
  async run(input: Json, plays: Readonly<Record<string, Play>> = {}): Promise<ExecutionOutcome> {
    this.#executions += 1;
    const name = `execution-${this.#executions}`;
    const call = async (resource: string, parameters: Json): Promise<Json> => {
      if (resource === "dynamodb:updateItem" && plays[resource] === undefined) {
        return this.update(parameters);
      }
      if (resource === WAIT) return this.update(parameters, "DynamoDb");
      this.calls.push({ resource, parameters });
      const play = plays[resource] ?? ANSWERS[resource];
      if (play === undefined) throw new Error(`nobody plays ${resource}`);
      return play(parameters);
    };
    const answer = async (): Promise<Json | undefined> => this.decide(name);
    return runStateMachine(DEFINITION, { name, input, call, answer });
  }

  /** The row of a key, or undefined. */
  async row(key = "cat.jpg"): Promise<Row | undefined> {
    const { Item } = await this.#table.send(
      new GetItemCommand({
        TableName: "CatalogTable",
        Key: { Id: { S: key } },
        ConsistentRead: true,
      }),
    );
    if (Item === undefined) return undefined;
    return Object.fromEntries(Object.entries(Item).map(([name, { S, N = "" }]) => [name, S ?? N]));
  }

  /** How often a resource was called. */
  count(resource: string): number {
    return this.calls.filter((call) => call.resource === resource).length;
  }

  /** What was sent to a resource, call by call. */
  sent(resource: string): readonly Json[] {
    return this.calls
      .filter((call) => call.resource === resource)
      .map(({ parameters }) => parameters);
  }

  /** How many calls were made that AWS bills by the image. */
  get paidCalls(): number {
    return this.calls.filter(({ resource }) => resource.includes("rekognition")).length;
  }
}
