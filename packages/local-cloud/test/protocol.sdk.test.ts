import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bindingsOf } from "../src/protocol/bindings.ts";
import { loadModel, type OperationModel } from "../src/protocol/model.ts";
import { codecFor, queryXmlNamespace } from "../src/protocol/protocols.ts";
import type { AnyPlugin } from "../src/service.ts";
import { seededRandom } from "../src/seeded-random.ts";
import { SERVICE_TABLE, type ServiceRow } from "../src/service-table.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { randomValue } from "./random-shape.ts";

interface AnyClient {
  send(command: unknown): Promise<Record<string, unknown>>;
  readonly config: {
    protocolSettings?: Record<string, unknown>;
    protocol?: { getShapeId(): string };
  };
  destroy(): void;
}
type ClientModule = Record<string, new (input: unknown) => AnyClient>;

/** What goes out beside the payload cannot be part of the comparison. */
const NOT_COMPARED: Readonly<Record<string, string>> = {
  "kinesis:SubscribeToShard": "answers an event stream, which is not emulated",
  "lambda:InvokeWithResponseStream": "answers an event stream, which is not emulated",
  "logs:StartLiveTail": "answers an event stream, which is not emulated",
  "logs:GetLogObject": "answers an event stream, which is not emulated",
  "s3:SelectObjectContent": "answers an event stream, which is not emulated",
  "s3:WriteGetObjectResponse": "goes to a host of its own",
  "sqs:ReceiveMessage": "the client checks the MD5 of the body; sqs.sdk.test.ts has it",
  "sqs:SendMessage": "the client checks the MD5 of the body; sqs.sdk.test.ts has it",
};

let cloud: TestCloud;
const calls = new Map<string, { seen: unknown; answer: unknown }>();

beforeAll(async () => {
  const plugins = await Promise.all(SERVICE_TABLE.map(recorder));
  cloud = await startTestCloud({ keep: true, plugins });
});

afterAll(() => cloud.stop());

/** A plugin that keeps the input of every operation and gives the answer that the test has set. */
async function recorder(row: ServiceRow): Promise<AnyPlugin> {
  const model = await loadModel(row);
  const operations = [...model.operations.keys()].map((name) => [
    name,
    async (input: Record<string, unknown>) => {
      const call = calls.get(`${row.id}:${name}`);
      if (call === undefined) throw new Error(`no answer set for ${name}`);
      call.seen = await whole(input);
      return call.answer;
    },
  ]);
  return { id: row.id, operations: Object.fromEntries(operations), open: () => undefined };
}

/** Reads streams, so that both sides can be compared. */
async function whole(value: Record<string, unknown>): Promise<Record<string, unknown>> {
  const entries = Object.entries(value).map(async ([key, member]) => {
    const isStream = member instanceof Readable;
    return [key, isStream ? new Uint8Array(await buffer(member)) : member] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Only the members that were sent: clients add tokens and checksum defaults of their own. */
function sameKeys(value: unknown, like: unknown): unknown {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (typeof like === "string") return String(value); // JSON text comes as a String object
  if (value instanceof Date || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item, i) => sameKeys(item, (like as unknown[])?.[i]));
  const keys = Object.keys(like ?? {});
  const record = value as Record<string, unknown>;
  return Object.fromEntries(
    keys.map((key) => [key, sameKeys(record[key], (like as Record<string, unknown>)[key])]),
  );
}

async function roundTrip(row: ServiceRow, operation: OperationModel, seed: number): Promise<void> {
  const module = (await row.load()) as ClientModule;
  const client = clientOf(module);
  const random = seededRandom(seed);
  const input = randomValue(operation.input, random) as Record<string, unknown>;
  const answer = randomValue(operation.output, random) as Record<string, unknown>;
  prepare(row, operation, { input, answer });
  const call = { seen: undefined as unknown, answer };
  calls.set(`${row.id}:${operation.name}`, call);
  const Command = module[`${operation.name}Command`]!;
  const output = await client.send(new Command(input));
  client.destroy();
  expect(sameKeys(call.seen, input)).toEqual(input);
  expect(sameKeys(await whole(output), answer)).toEqual(answer);
}

/** Members that clients compute, check or route by: a random value in them is rightly refused. */
function prepare(
  row: ServiceRow,
  operation: OperationModel,
  { input, answer }: { input: Record<string, unknown>; answer: Record<string, unknown> },
): void {
  const { status } = bindingsOf(operation.output, "response");
  if (status !== undefined) answer[status.name] = operation.http?.status;
  if (row.id === "events") delete input["EndpointId"]; // asks for SigV4a
  if (row.id !== "s3") return;
  for (const record of [input, answer]) {
    for (const key of Object.keys(record)) {
      if (/^Checksum|SSECustomerKey|^ContentLength$|^ContentMD5$|^ExpiresString$/.test(key))
        delete record[key];
    }
  }
}

function clientOf(module: ClientModule): AnyClient {
  const name = Object.keys(module).find((key) => key.endsWith("Client") && !key.startsWith("__"));
  return cloud.client(module[name!] as new (settings: unknown) => AnyClient);
}

function describeFailure(error: unknown): string {
  const diff = error as { message?: string; actual?: unknown; expected?: unknown };
  return `${diff.message} ${JSON.stringify(diff.actual)} ${JSON.stringify(diff.expected)}`.slice(
    0,
    2000,
  );
}

describe.each(SERVICE_TABLE)("$id", (row) => {
  test("carries every operation's input and output unchanged", async () => {
    const model = await loadModel(row);
    const failures: string[] = [];
    let checked = 0;
    for (const [index, operation] of [...model.operations.values()].entries()) {
      if (NOT_COMPARED[`${row.id}:${operation.name}`] !== undefined) continue;
      checked += 1;
      await roundTrip(row, operation, index + 1).catch((error: unknown) => {
        failures.push(`${operation.name}: ${describeFailure(error)}`);
      });
    }
    expect(checked).toBeGreaterThan(3);
    expect(failures).toEqual([]);
  });

  test("speaks the protocol that its client speaks", async () => {
    const client = clientOf((await row.load()) as ClientModule);
    const settings = client.config.protocolSettings ?? {};
    const model = await loadModel(row);
    expect(settings["defaultNamespace"]).toBe(model.namespace);
    expect(settings["serviceTarget"]).toBe(row.target ?? settings["serviceTarget"]);
    const isQuery = row.protocol === "query";
    expect(settings["version"]).toBe(isQuery ? row.version : settings["version"]);
    expect(settings["xmlNamespace"]).toBe(
      isQuery ? queryXmlNamespace(row) : settings["xmlNamespace"],
    );
    expect(codecFor(model, row.protocol).contentType).toContain("/");
    client.destroy();
  });
});
