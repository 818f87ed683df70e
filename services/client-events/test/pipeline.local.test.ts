import {
  DescribeReplayCommand,
  EventBridgeClient,
  StartReplayCommand,
} from "@aws-sdk/client-eventbridge";
import { FirehoseClient } from "@aws-sdk/client-firehose";
import {
  GetRolePolicyCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  ListRolesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { SQSClient } from "@aws-sdk/client-sqs";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { copyService } from "../../../scripts/serverless/packaging.ts";
import { redriveQueues } from "../tools/redrive-queues.ts";
import { sampleEvent } from "../tools/sample-events.ts";
import { openWorld, type World } from "./world.ts";

let world: World;
let token: string;

beforeAll(async () => {
  world = await openWorld();
  token = await world.newToken();
}, 120_000);
afterAll(() => world?.cloud.stop());

const Ticket = z.object({
  ticket: z.looseObject({
    external_id: z.string(),
    subject: z.string(),
    comment: z.looseObject({ body: z.string() }),
  }),
});

interface Line {
  readonly id: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  readonly reason?: { readonly code: string; readonly issues: readonly unknown[] };
  readonly event?: Line;
}

/** Waits for the lines of a run, and gives them by folder. */
async function linesOf(mark: string, count: number): Promise<ReadonlyMap<string, readonly Line[]>> {
  const find = (lines: readonly string[]) =>
    lines.filter((line) => line.includes(mark)).map((line) => JSON.parse(line) as Line);
  const store = await world.untilStored(`${count} lines of ${mark}`, (found) => {
    return [...found.values()].flat().filter((line) => line.includes(mark)).length >= count;
  });
  return new Map(
    [...store]
      .map(([folder, lines]) => [folder, find(lines)] as const)
      .filter(([, lines]) => lines.length > 0),
  );
}

/** Who has sent the events of a run, as the stored ones say. */
function clientsOf(lines: ReadonlyMap<string, readonly Line[]>): readonly string[] {
  const valid = [...lines].filter(([folder]) => !folder.startsWith("error/"));
  const details = valid.flatMap(([, of]) => of.map(({ detail }) => detail));
  return [...new Set(details.map(({ accountNumber }) => String(accountNumber)))];
}

const loyalty = (mark: string, itemSku: unknown = 7) => ({
  eventType: "loyaltypurchase",
  schemaVersion: 2,
  data: { itemSku },
  mark,
});

/** Sends samples of every kind under a mark. */
async function sendSamples(mark: string, count: number) {
  const samples = Array.from({ length: count }, (_, n) => sampleEvent(n, { mark, wrongEvery: 5 }));
  for (let at = 0; at < count; at += 10) {
    const wave = samples.slice(at, at + 10).map(({ event }) => event);
    const { status, answered } = await world.send(token, wave);
    expect([status, answered?.accepted, answered?.failed]).toEqual([200, 10, 0]);
  }
  return samples;
}

describe("events of one client", () => {
  test("are stored in the folders of their types, or with the reason why they have none", async () => {
    const mark = randomUUID();
    const samples = await sendSamples(mark, 40);
    const lines = await linesOf(mark, 40);
    const wanted = Map.groupBy(samples, ({ folder }) => folder);
    expect(new Map([...lines].map(([folder, of]) => [folder, of.length]))).toEqual(
      new Map([...wanted].map(([folder, of]) => [folder, of.length])),
    );
    expect(clientsOf(lines)).toHaveLength(1);
    for (const { reason, event } of lines.get("error/InvalidEvent") ?? []) {
      expect(reason).toMatchObject({ code: "InvalidEvent" });
      expect(reason?.issues.length).toBeGreaterThan(0);
      expect(event?.detail["mark"]).toBe(mark);
    }
  });

  test("become tickets when they are loyalty purchases, one each, in our words", async () => {
    const mark = randomUUID();
    const before = world.tickets().length;
    const { answered } = await world.send(token, [loyalty(mark), loyalty(mark, 999_999_999)]);
    await world.until("the tickets", () =>
      world.tickets().length >= before + 2 ? true : undefined,
    );
    const tickets = world.tickets().slice(before);
    const ids = answered?.entries.map((entry) => ("eventId" in entry ? entry.eventId : ""));
    expect(new Set(tickets.map(({ idempotencyKey }) => idempotencyKey))).toEqual(new Set(ids));
    const lines = await linesOf(mark, 2);
    const [client = ""] = clientsOf(lines);
    const [id = ""] = ids ?? [];
    expect(tickets.find(({ idempotencyKey }) => idempotencyKey === id)?.body).toEqual({
      ticket: {
        external_id: id,
        subject: "Loyalty purchase",
        comment: {
          body: expect.stringMatching(
            new RegExp(`^Customer ${client} bought item 7 on \\d{4}-[^ ]+Z\\.$`, "u"),
          ) as string,
        },
      },
    });
  });

  test("are each answered for: the good ones are taken, the malformed one is named by its place", async () => {
    const mark = randomUUID();
    const good = JSON.stringify({
      eventType: "shopping",
      schemaVersion: 1,
      data: { itemSku: 1 },
      mark,
    });
    const { status, answered } = await world.sendEntries(token, [good, "{oops", good]);
    expect(status).toBe(207);
    expect(answered).toMatchObject({
      accepted: 2,
      failed: 1,
      entries: [
        { index: 0, eventId: expect.any(String) as string },
        { index: 1, code: "MalformedDetail", retry: false },
        { index: 2, eventId: expect.any(String) as string },
      ],
    });
    expect((await linesOf(mark, 2)).get("shopping/1")).toHaveLength(2);
  });

  test("are the client's own fault when all are malformed", async () => {
    const { status, answered } = await world.sendEntries(token, ["{oops", "[]"]);
    expect([status, answered?.accepted, answered?.failed]).toEqual([400, 0, 2]);
  });

  test("that come twice are two events: what a client repeats is its own affair", async () => {
    const mark = randomUUID();
    const event = { eventType: "shopping", schemaVersion: 1, data: { itemSku: 1 }, mark };
    await world.send(token, [event, event]);
    const lines = (await linesOf(mark, 2)).get("shopping/1") ?? [];
    expect(new Set(lines.map(({ id }) => id)).size).toBe(2);
  });
});

test("a purchase whose item is none opens no ticket, and is stored with its reason", async () => {
  const mark = randomUUID();
  const before = world.tickets().length;
  const items = ["7", null, {}, 1e9, 0, -7, true];
  await world.send(
    token,
    items.map((item) => loyalty(mark, item)),
  );
  const lines = await linesOf(mark, items.length);
  expect([...lines.keys()]).toEqual(["error/InvalidEvent"]);
  await world.cloud.cloud.deliveries.idle();
  expect(world.tickets()).toHaveLength(before);
});

/** Takes the policies of a role away; resolves with what gives them back. */
async function disarm(role: string, PolicyName: string): Promise<() => Promise<void>> {
  const iam = world.cloud.client(IAMClient);
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  const found = Roles.find(({ RoleName = "" }) => RoleName.includes(`-${role}-`));
  const RoleName = found?.RoleName ?? "";
  const policy = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
  await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  const PolicyDocument = decodeURIComponent(policy.PolicyDocument ?? "");
  return async () => {
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
  };
}

const redrive = () =>
  redriveQueues({
    sqs: world.cloud.client(SQSClient),
    events: world.cloud.client(EventBridgeClient),
    firehose: world.cloud.client(FirehoseClient),
    outputs: world.outputs,
  });

test("a list for an item opens a ticket in its words, the one thing that a pattern cannot tell", async () => {
  const mark = randomUUID();
  const before = world.tickets().length;
  await world.send(token, [loyalty(mark, [7, '"}, "priority": "urgent'])]);
  expect([...(await linesOf(mark, 1)).keys()]).toEqual(["error/InvalidEvent"]);
  await world.until("the ticket", () => (world.tickets().length > before ? true : undefined));
  const [ticket] = world.tickets().slice(before);
  const { external_id: id, subject, comment, ...rest } = Ticket.parse(ticket?.body).ticket;
  expect({ id, subject, rest }).toEqual({
    id: ticket?.idempotencyKey,
    subject: "Loyalty purchase",
    rest: {},
  });
  expect(Object.keys(comment)).toEqual(["body"]);
});

describe("what EventBridge cannot hand over", () => {
  test("waits in dead letters, and a redrive opens the same ticket and stores the same event", async () => {
    const mark = randomUUID();
    const before = world.tickets().length;
    const rearm = [
      await disarm("OpenTicketRole", "open-ticket"),
      await disarm("StoreEventsRole", "store"),
    ];
    const { answered } = await world.send(token, [loyalty(mark)]);
    const [entry] = answered?.entries ?? [];
    const id = entry !== undefined && "eventId" in entry ? entry.eventId : "";
    await world.until("dead letters", async () =>
      (await world.deadLetters()) === 2 ? true : undefined,
    );
    for (const give of rearm) await give();
    expect(await redrive()).toEqual({
      tickets: { done: 1, left: [] },
      deliveries: { done: 1, left: [] },
    });
    const lines = await linesOf(mark, 1);
    expect(lines.get("loyaltypurchase/2")?.map((line) => line.id)).toEqual([id]);
    await world.until("the ticket", () => (world.tickets().length > before ? true : undefined));
    expect(world.tickets().slice(before)).toMatchObject([
      { idempotencyKey: id, body: { ticket: { external_id: id } } },
    ]);
    expect(await redrive()).toMatchObject({ tickets: { done: 0 }, deliveries: { done: 0 } });
  });
});

test("a replay stores events once more, and opens no second ticket", async () => {
  const mark = randomUUID();
  const tickets = world.tickets().length;
  const from = new Date(Date.now() - 1000);
  await world.send(token, [loyalty(mark)]);
  await linesOf(mark, 1);
  await world.until("the ticket", () => (world.tickets().length > tickets ? true : undefined));
  const events = world.cloud.client(EventBridgeClient);
  const account = "arn:aws:events:eu-west-1:000000000000";
  await events.send(
    new StartReplayCommand({
      ReplayName: "again",
      EventSourceArn: `${account}:archive/${world.outputs.EventArchive}`,
      EventStartTime: from,
      EventEndTime: new Date(),
      Destination: { Arn: `${account}:event-bus/${world.outputs.EventBusName}` },
    }),
  );
  const lines = (await linesOf(mark, 2)).get("loyaltypurchase/2") ?? [];
  expect(new Set(lines.map(({ id }) => id)).size).toBe(1);
  expect(lines.filter((line) => "replay-name" in line)).toHaveLength(1);
  await world.until("the replay's end", async () => {
    const { State } = await events.send(new DescribeReplayCommand({ ReplayName: "again" }));
    return State === "COMPLETED" ? true : undefined;
  });
  await world.cloud.cloud.deliveries.idle();
  expect(world.tickets()).toHaveLength(tickets + 1);
});

test("a second deployment finds nothing to do", async () => {
  const service = await copyService("client-events");
  try {
    const { output } = await service.sls(["deploy", "--stage", "test"], 120_000, {
      AWS_ENDPOINT_URL: world.cloud.endpoint,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: "eu-west-1",
      SLS_AWS_MONITORING_FREQUENCY: "100",
    });
    expect(output).toContain("No changes to deploy");
  } finally {
    await service.remove();
  }
});
