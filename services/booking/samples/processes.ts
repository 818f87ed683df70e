import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { startPaymentApi, type FakePaymentApi } from "../test/fake-providers/payment-api.ts";
import type { BookingApi } from "./booking-api.ts";
import type { Outputs } from "./stack-outputs.ts";

const WAIT_LIMIT_MS = 60_000;
const POLL_MS = 200;
const SEATS = "1";

/** A process, what it should come to, and what it came to. */
export interface Story {
  readonly what: string;
  readonly expected: string;
  readonly came: string;
  /** The workflow's states, in the order they were entered. */
  readonly states: readonly string[];
}

/** As of customers: on a local cloud a payment provider of this process; charges `declined-…` are declined. */
async function providePayments(parameter: string): Promise<FakePaymentApi | undefined> {
  if (process.env["AWS_ENDPOINT_URL"] === undefined) return undefined;
  const payments = await startPaymentApi();
  const Value = JSON.stringify({ PaymentApiEndpoint: payments.endpoint });
  await new SSMClient().send(new PutParameterCommand({ Name: parameter, Value, Overwrite: true }));
  return payments;
}

/** The states of the booking's execution, once it has ended. */
async function statesOf(stateMachine: string, bookingId: string): Promise<readonly string[]> {
  const states = new SFNClient();
  const executionArn = `${stateMachine.replace(":stateMachine:", ":execution:")}:${bookingId}`;
  const deadline = performance.now() + WAIT_LIMIT_MS;
  for (;;) {
    const { status } = await states.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== "RUNNING" || performance.now() > deadline) break;
    await sleep(POLL_MS);
  }
  const command = new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 });
  const { events = [] } = await states.send(command);
  return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
}

/** Processes bookings of a flight with one seat: one is declined, one gets it, one comes too late. */
export async function processFlights(api: BookingApi, outputs: Outputs): Promise<readonly Story[]> {
  const payments = await providePayments(outputs.PaymentConfiguration);
  if (payments === undefined) return []; // no real charge is captured for a sample
  const run = randomUUID().slice(0, 8);
  const flight = `LH-${run}`;
  const seats = { N: SEATS };
  const Item = { FlightId: { S: flight }, SeatCapacity: seats, SeatsLeft: seats };
  await new DynamoDBClient().send(new PutItemCommand({ TableName: outputs.FlightTable, Item }));
  const stories: Story[] = [];
  const tell = async (name: string, charge: string, expected: string): Promise<void> => {
    const customer = `${name.toLowerCase()}-${run}`;
    const bookingId = await api.process(customer, flight, `${charge}-${customer}`);
    const states = await statesOf(outputs.ProcessBookingStateMachine, bookingId);
    const what = `${name} books the one seat of ${flight}`;
    stories.push({ what, expected, came: await api.status(bookingId), states });
  };
  await tell("Cem", "declined", "Failed: the payment was declined");
  await tell("Ada", "ch", "Confirmed");
  await tell("Bob", "ch", "Failed: no seat was left");
  await payments.stop();
  return stories;
}
