import { DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import * as z from "zod";
import type { Violation } from "../../../scripts/soak/soak.ts";
import type { World } from "../../../scripts/soak/world.ts";
import { startPaymentApi } from "../test/fake-providers/payment-api.ts";
import type { InsistentApi } from "./insist.ts";

/** Whose seats they rush for. */
export const RUSH_FLIGHT = "LH-RUSH";
const CUSTOMERS_PER_SEAT = 5;
const Accepted = z.object({ bookingId: z.string() });

/** What a rush for the seats of one flight came to. */
export interface Rush {
  readonly processes: number;
  readonly confirmed: number;
  readonly refused: number;
  readonly violations: readonly Violation[];
}

async function countsOf({ settings, outputs }: World) {
  const dynamo = new DynamoDBClient({ ...settings, maxAttempts: 10 });
  const scan = async (TableName: string | undefined) => {
    const { Items = [] } = await dynamo.send(new ScanCommand({ TableName, ConsistentRead: true }));
    return Items;
  };
  const flights = await scan(outputs["FlightTable"]);
  const left = flights.find(({ FlightId }) => FlightId?.S === RUSH_FLIGHT)?.["SeatsLeft"]?.N;
  const held = flights.filter(
    ({ Flight, State }) => Flight?.S === RUSH_FLIGHT && State?.S === "HELD",
  );
  const bookings = await scan(outputs["BookingTable"]);
  const ours = bookings.filter(({ OutboundFlightId }) => OutboundFlightId?.S === RUSH_FLIGHT);
  const having = (status: string) => ours.filter(({ Status }) => Status?.S === status).length;
  return {
    left: Number(left),
    held: held.length,
    confirmed: having("Confirmed"),
    refused: having("Cancelled"),
  };
}

async function prepare({ settings, outputs }: World, endpoint: string, capacity: number) {
  const client = { ...settings, maxAttempts: 10 };
  const Value = JSON.stringify({ PaymentApiEndpoint: endpoint });
  const Name = outputs["PaymentConfiguration"];
  await new SSMClient(client).send(new PutParameterCommand({ Name, Value, Overwrite: true }));
  const seats = { N: String(capacity) };
  const Item = { FlightId: { S: RUSH_FLIGHT }, SeatCapacity: seats, SeatsLeft: seats };
  const TableName = outputs["FlightTable"];
  await new DynamoDBClient(client).send(new PutItemCommand({ TableName, Item }));
}

async function untilQuiet(world: World, limitMs: number): Promise<boolean> {
  const states = new SFNClient({ ...world.settings, maxAttempts: 10 });
  const stateMachineArn = world.outputs["ProcessBookingStateMachine"];
  const isQuiet = await world.until(limitMs, async () => {
    const command = { stateMachineArn, statusFilter: "RUNNING", maxResults: 1 } as const;
    const { executions = [] } = await states.send(new ListExecutionsCommand(command));
    return executions.length === 0 ? true : undefined;
  });
  return isQuiet ?? false;
}

/**
 * Five customers for each seat of a flight, at the same time, while stores fail, functions are killed and the cloud
 * is ended with `kill -9` once: each seat is sold once, and who has none has not paid.
 */
export async function rush(
  world: World,
  api: Pick<InsistentApi, "write">,
  { seats, limitMs }: { readonly seats: number; readonly limitMs: number },
): Promise<Rush> {
  const payments = await startPaymentApi();
  await prepare(world, payments.endpoint, seats);
  const processes = seats * CUSTOMERS_PER_SEAT;
  const accepted = Promise.all(
    Array.from({ length: processes }, async (_, at) => {
      const customerId = `rush-${at}`;
      const body = { customerId, outboundFlightId: RUSH_FLIGHT, chargeId: `ch-${customerId}` };
      const answer = await api.write("POST /booking/process", customerId, body);
      return Accepted.parse(JSON.parse(answer ?? "{}")).bookingId;
    }),
  );
  await world.until(limitMs, async () => (payments.calls.length > 0 ? true : undefined));
  world.progress(`kill -9 amid ${processes} processes for ${seats} seats`);
  await world.crash();
  const ids = new Set(await accepted);
  const isQuiet = await untilQuiet(world, limitMs);
  const counts = await countsOf(world);
  const letters = await world.messages(world.outputs["BookingDeadLetters"] ?? "");
  await payments.stop();

  const wanted = { left: 0, held: seats, confirmed: seats, refused: processes - seats };
  const charges = payments.kept().length;
  const captures = [...payments.charges.values()].filter((charge) => charge.captures > 1);
  const broken = [
    ids.size !== processes && `${ids.size} bookings of ${processes} requests`,
    !isQuiet && "executions did not end",
    JSON.stringify(counts) !== JSON.stringify(wanted) && JSON.stringify(counts),
    charges !== seats && `${charges} charges are kept`,
    captures.length > 0 && `${captures.length} charges were captured twice`,
    letters.length > 0 && `${letters.length} dead letters: ${letters[0] ?? ""}`,
  ].filter((reason) => reason !== false);
  const violations = broken.map((reason) => ({ subject: "rush", reason }));
  return { processes, confirmed: counts.confirmed, refused: counts.refused, violations };
}
