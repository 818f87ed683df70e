import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openApiWorld, type ApiWorld } from "./api-world.ts";
import { drain, listenTo, type Heard } from "./bus-listener.ts";
import { clientSettings, eventually } from "./deployed.ts";

const ADA = { subject: "ada" };
const SECRET_CHARGE = "ch_5424000000000015"; // in every body, so that it is found wherever one is logged

let world: ApiWorld;
let listen: () => Promise<readonly Heard[]>;

beforeAll(async () => {
  world = await openApiWorld();
  listen = await listenTo(clientSettings(world.cloud.endpoint), world.outputs.EventBusName);
});
afterAll(() => world?.stop());
beforeEach(() => world.cloud.cloud.chaos.set([]));

let flights = 0;
function aReservation() {
  const outboundFlightId = `LH-${(flights += 1)}`;
  return { customerId: "ada", outboundFlightId, chargeId: SECRET_CHARGE };
}

function reserve(key: string, body = aReservation()) {
  const headers = { "x-correlation-id": `trace-${key}` };
  return world.call("POST /booking/reserve", { as: ADA, key, body, headers });
}

async function statusOf(key: string): Promise<number> {
  return (await reserve(`${key}-${flights}`)).status;
}

async function reserved(key: string): Promise<string> {
  const { body } = await reserve(key);
  return (body as { bookingId: string }).bookingId;
}

/** What was heard of a booking, duplicates left out, once it has come to a version. */
function untilHeard(bookingId: string, version: number): Promise<readonly Heard[]> {
  return eventually(`version ${version} of ${bookingId} on the bus`, async () => {
    const own = (await listen()).filter(({ detail }) => detail.data.bookingId === bookingId);
    const once = new Map(own.map((heard) => [heard.detail.data.eventId, heard]));
    return once.size >= version ? [...once.values()] : undefined;
  });
}

describe("without its configuration", () => {
  const body = aReservation();

  // The first two tests meet functions that have not started yet.
  test.each([
    ["ssm", "GetParameter", "ParameterUnavailable"],
    ["secretsmanager", "GetSecretValue", "SecretUnavailable"],
  ])("a reservation says that %s is down, and the next one works", async (service, op, code) => {
    world.cloud.cloud.chaos.set([{ service, operation: op, fault: "error" }]);
    let tries = 0; // each with a key of its own: what was answered once is not carried out again
    const refused = await eventually("a value that is too old", async () => {
      const answer = await reserve(`without-${service}-${(tries += 1)}`, body);
      return answer.status === 503 ? answer : undefined;
    });
    expect(refused.body).toMatchObject({ code });
    world.cloud.cloud.chaos.set([]);
    expect(await reserve(`without-${service}-${tries}`, body)).toMatchObject({ status: 200 });
  });

  test("another endpoint is picked up, and back", async () => {
    await world.putEndpoint("http://127.0.0.1:1/customers");
    await expect.poll(() => statusOf("elsewhere"), { timeout: 10_000 }).toBe(503);
    await world.putEndpoint(world.customers.endpoint);
    await expect.poll(() => statusOf("back"), { timeout: 10_000 }).toBe(200);
  });

  test("a rotated key is picked up within its age, and at once when the old one is refused", async () => {
    await world.putApiKey("first-secret-key");
    await eventually("the rotated key", async () => {
      await reserve(`rotated-${flights}`);
      return world.customers.shown.at(-1) === "first-secret-key" ? true : undefined;
    });
    await world.putApiKey("second-secret-key");
    world.customers.keys.add("second-secret-key");
    expect(await reserve("refused-key")).toMatchObject({ status: 200 });
    world.customers.keys.clear();
  });
});

describe("changes of bookings", () => {
  test("are told in their order, with the correlation ids of their requests", async () => {
    const bookingId = await reserved("told");
    const headers = { "x-correlation-id": "trace-confirm" };
    await world.call("POST /booking/confirm", { as: ADA, body: { bookingId }, headers });
    await world.call("PUT /booking/cancel", { as: ADA, body: { bookingId, reason: "ill" } });
    const heard = await untilHeard(bookingId, 3);
    expect(heard.map((event) => [event["detail-type"], event.detail.data.version])).toEqual([
      ["BookingReserved", 1],
      ["BookingConfirmed", 2],
      ["BookingCancelled", 3],
    ]);
    expect(heard[0]?.detail).toMatchObject({
      meta: { correlationId: "trace-told" },
      data: { eventId: `${bookingId}#1`, customerId: "ada" },
    });
    expect(heard[1]?.detail.meta.correlationId).toBe("trace-confirm");
  });

  test("are told once the bus is back, none lost", async () => {
    world.cloud.cloud.chaos.set([{ service: "events", operation: "PutEvents", fault: "error" }]);
    const ids = [await reserved("outage-1"), await reserved("outage-2")];
    for (const bookingId of ids) {
      await world.call("POST /booking/confirm", { as: ADA, body: { bookingId } });
    }
    await eventually("a few refusals", async () =>
      world.cloud.cloud.chaos.read().struck > 3 ? true : undefined,
    );
    world.cloud.cloud.chaos.set([]);
    for (const bookingId of ids) {
      const heard = await untilHeard(bookingId, 2);
      expect(heard.map((event) => event["detail-type"])).toEqual([
        "BookingReserved",
        "BookingConfirmed",
      ]);
    }
  });

  test("of which one cannot be read are told but for this one, which is put away", async () => {
    const dynamo = new DynamoDBClient(clientSettings(world.cloud.endpoint));
    await dynamo.send(
      new PutItemCommand({
        TableName: world.outputs.BookingTable,
        Item: { BookingId: { S: "broken" }, LastEvent: { M: { Id: { S: "broken#1" } } } },
      }),
    );
    const bookingId = await reserved("after-the-broken-one");
    expect(await untilHeard(bookingId, 1)).toHaveLength(1);
    const sqs = new SQSClient(clientSettings(world.cloud.endpoint));
    const letters = await eventually("the letter", async () => {
      const bodies = await drain(sqs, world.outputs.StreamDeadLetters);
      return bodies.length > 0 ? bodies : undefined;
    });
    expect(JSON.parse(letters[0] ?? "")).toMatchObject({
      code: "UnreadableChange",
      record: { dynamodb: { Keys: { BookingId: { S: "broken" } } } },
    });
  });
});

describe("while tables fail", () => {
  test.each(["PutItem", "TransactWriteItems"])(
    "nothing is half done when %s does, and the same key works afterwards",
    async (operation) => {
      const body = aReservation();
      world.cloud.cloud.chaos.set([{ service: "dynamodb", operation, fault: "error" }]);
      const failed = await reserve(`no-${operation}`, body);
      expect(failed.status).toBe(503);
      world.cloud.cloud.chaos.set([]);
      expect(await reserve(`no-${operation}`, body)).toMatchObject({ status: 200 });
    },
  );

  test("what was done is answered although that cannot be recorded", async () => {
    world.cloud.cloud.chaos.set([{ service: "dynamodb", operation: "UpdateItem", fault: "error" }]);
    expect(await reserve("unrecorded")).toMatchObject({ status: 200 });
  });
});

/** Every line of every log. */
async function lines(): Promise<string[]> {
  const logs = new CloudWatchLogsClient(clientSettings(world.cloud.endpoint));
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
  const all: string[] = [];
  for (const { logGroupName } of logGroups) {
    let nextToken: string | undefined;
    do {
      const page = await logs.send(new FilterLogEventsCommand({ logGroupName, nextToken }));
      all.push(...(page.events ?? []).map(({ message = "" }) => message));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }
  return all;
}

describe("the logs", () => {
  test("have no body, no key and no token in them, and what was counted", async () => {
    const all = await eventually("the metrics", async () => {
      const read = await lines();
      return read.some((line) => line.includes("SuccessfulReservation")) ? read : undefined;
    });
    const text = all.join("\n");
    expect(text).toContain("trace-told");
    expect(text).toContain("FailedReservation");
    expect(text).not.toContain(SECRET_CHARGE);
    expect(text).not.toContain("first-secret-key");
    expect(text).not.toMatch(/Bearer |eyJ/u);
  });
});
