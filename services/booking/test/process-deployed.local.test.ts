import { DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { openApiWorld, type ApiAnswer, type ApiWorld } from "./api-world.ts";
import { clientSettings, eventually } from "./deployed.ts";
import { startPaymentApi, type FakePaymentApi } from "./fake-providers/payment-api.ts";

let world: ApiWorld;
let payments: FakePaymentApi;
let dynamo: DynamoDBClient;
beforeAll(async () => {
  payments = await startPaymentApi();
  world = await openApiWorld();
  const settings = clientSettings(world.cloud.endpoint);
  dynamo = new DynamoDBClient(settings);
  const Value = JSON.stringify({ PaymentApiEndpoint: payments.endpoint });
  const Name = world.outputs.PaymentConfiguration;
  await new SSMClient(settings).send(new PutParameterCommand({ Name, Value, Overwrite: true }));
}, 120_000);
afterAll(async () => {
  await world?.stop();
  await payments?.stop();
});

const Accepted = z.object({ bookingId: z.string(), status: z.literal("Processing") });
const Status = z.object({ status: z.string(), reason: z.string().optional() });

let flights = 0;
/** A flight of its own. */
async function aFlight(capacity: number): Promise<string> {
  const flight = `SG-${(flights += 1)}`;
  const seats = { N: String(capacity) };
  const Item = { FlightId: { S: flight }, SeatCapacity: seats, SeatsLeft: seats };
  await dynamo.send(new PutItemCommand({ TableName: world.outputs.FlightTable, Item }));
  return flight;
}

async function seatsOf(flight: string) {
  const TableName = world.outputs.FlightTable;
  const { Items = [] } = await dynamo.send(new ScanCommand({ TableName, ConsistentRead: true }));
  const left = Items.find(({ FlightId }) => FlightId?.S === flight)?.["SeatsLeft"]?.N;
  const held = Items.filter(({ Flight, State }) => Flight?.S === flight && State?.S === "HELD");
  return { left: Number(left), held: held.length };
}

function process(subject: string, flight: string, more: object = {}, key: string = randomUUID()) {
  const charge = { chargeId: `ch-${subject}-${flight}` };
  const body = { customerId: subject, outboundFlightId: flight, ...charge, ...more };
  return world.call("POST /booking/process", { as: { subject }, body, key });
}

/** The status of a process that has ended. */
async function settled(subject: string, { body }: ApiAnswer) {
  const { bookingId } = Accepted.parse(body);
  return eventually(`the end of ${bookingId}`, async () => {
    const answer = await world.call(`GET /booking/${bookingId}/status`, { as: { subject } });
    const status = Status.parse(answer.body);
    return status.status === "Processing" ? undefined : status;
  });
}

describe("a request to process", () => {
  test("is accepted before anything is booked, and becomes a paid and confirmed booking", async () => {
    const flight = await aFlight(1);
    const accepted = await process("ada", flight);
    expect(accepted).toMatchObject({ status: 202, body: { status: "Processing" } });
    expect(await settled("ada", accepted)).toEqual({ status: "Confirmed" });
    expect(payments.charges.get(`ch-ada-${flight}`)).toMatchObject({ state: "captured" });
    const { bookingId } = Accepted.parse(accepted.body);
    const booking = await world.call(`GET /booking/${bookingId}`, { as: { subject: "ada" } });
    expect(booking).toMatchObject({ status: 200, body: { status: "Confirmed" } });
  });

  test("that comes again is the same booking, and with another body a conflict", async () => {
    const flight = await aFlight(2);
    const key = randomUUID();
    const answers = await Promise.all([1, 2, 3].map(() => process("ada", flight, {}, key)));
    const ids = answers.map(({ body }) => Accepted.parse(body).bookingId);
    expect(new Set(ids).size).toBe(1);
    expect(await process("ada", flight, { chargeId: "other" }, key)).toMatchObject({ status: 409 });
    for (const answer of answers) {
      expect(await settled("ada", answer)).toEqual({ status: "Confirmed" });
    }
    expect(await seatsOf(flight)).toEqual({ left: 1, held: 1 });
  });

  test("is refused for somebody else, and for nobody", async () => {
    expect(await process("ada", "SG-1", { customerId: "bob" })).toMatchObject({ status: 403 });
    expect(await process("nobody-1", "SG-1")).toMatchObject({ status: 400 });
  });

  test("shows its status to its customer only", async () => {
    const accepted = await process("ada", await aFlight(1));
    const { bookingId } = Accepted.parse(accepted.body);
    const asked = await world.call(`GET /booking/${bookingId}/status`, { as: { subject: "bob" } });
    expect(asked).toMatchObject({ status: 404 });
    await settled("ada", accepted);
  });

  test("may ask for a step to fail where the stage allows it", async () => {
    const flight = await aFlight(1);
    const fault = { step: "collectPayment", when: "after" };
    const accepted = await process("ada", flight, { fault });
    expect(await settled("ada", accepted)).toEqual({
      status: "Failed",
      reason: "the booking could not be completed",
    });
    expect(payments.charges.get(`ch-ada-${flight}`)).toMatchObject({ captures: 1, refunds: 1 });
    const isFree = async () => ((await seatsOf(flight)).left === 1 ? true : undefined);
    expect(await eventually("the seat", isFree)).toBe(true);
  });

  test("cannot be confirmed by hand, and gives all back when it is cancelled", async () => {
    const flight = await aFlight(1);
    const accepted = await process("ada", flight);
    await settled("ada", accepted);
    const { bookingId } = Accepted.parse(accepted.body);
    const body = { bookingId, reason: "ill" };
    const cancelled = await world.call("PUT /booking/cancel", { as: { subject: "ada" }, body });
    expect(cancelled).toMatchObject({ status: 200 });
    const isBack = async () => {
      const { left } = await seatsOf(flight);
      const charge = payments.charges.get(`ch-ada-${flight}`);
      return left === 1 && charge?.state === "refunded" ? true : undefined;
    };
    expect(await eventually("seat and money", isBack)).toBe(true);
    expect(await settled("ada", accepted)).toEqual({ status: "Cancelled", reason: "ill" });
  });
});

/** Waits for all executions to end; asking for each by the API would keep the functions from their work. */
async function untilQuiet(): Promise<void> {
  const states = new SFNClient(clientSettings(world.cloud.endpoint));
  const stateMachineArn = world.outputs.ProcessBookingStateMachine;
  const running = { stateMachineArn, statusFilter: "RUNNING", maxResults: 1 } as const;
  await eventually("the end of all executions", async () => {
    const { executions = [] } = await states.send(new ListExecutionsCommand(running));
    return executions.length === 0 ? true : undefined;
  });
}

const RUSH = 40;
const SEATS = 10;

describe("a rush for the last seats", () => {
  test(`confirms ${SEATS} of ${RUSH}, while calls are throttled and functions die`, async () => {
    const flight = await aFlight(SEATS);
    payments.troubles.push(
      { path: "/capture", trouble: "refuse" },
      { path: "/capture", trouble: "lose" },
      { path: "/capture", trouble: "hang" },
    );
    world.cloud.cloud.chaos.set(
      [
        { service: "dynamodb", operation: "*", fault: "throttle", probability: 0.03 },
        { service: "lambda", operation: "run", fault: "kill", times: 3, probability: 0.1 },
      ],
      7,
    );
    const customers = Array.from({ length: RUSH }, (_, at) => `c${at}`);
    const answers = await Promise.all(
      customers.map((customer) =>
        eventually("an acceptance", async () => {
          const answer = await process(customer, flight, {}, `key-${customer}`);
          return answer.status === 202 ? answer : undefined;
        }),
      ),
    );
    await untilQuiet();
    world.cloud.cloud.chaos.set([]);
    const ends = await Promise.all(
      answers.map((answer, at) => settled(customers[at] ?? "", answer)),
    );
    const confirmed = ends.filter(({ status }) => status === "Confirmed");
    const refused = ends.filter(({ reason }) => reason === "no seat was left");
    expect([confirmed.length, refused.length]).toEqual([SEATS, RUSH - SEATS]);
    expect(await seatsOf(flight)).toEqual({ left: 0, held: SEATS });
    const charges = payments.kept().filter((charge) => charge.endsWith(`-${flight}`));
    expect(charges).toHaveLength(SEATS);
    const captures = [...payments.charges].filter(([id]) => id.endsWith(`-${flight}`));
    expect(captures.every(([, charge]) => charge.captures <= 1)).toBe(true);
  }, 90_000);

  test("leaves no dead letter", async () => {
    const sqs = new SQSClient(clientSettings(world.cloud.endpoint));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: world.outputs.BookingDeadLetters,
        AttributeNames: ["ApproximateNumberOfMessages"],
      }),
    );
    expect(Attributes?.["ApproximateNumberOfMessages"]).toBe("0");
  });
});
