import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { AppError, ConflictError } from "@blueprints/lambda-kit/errors";
import {
  runStateMachine,
  StateError,
  type ExecutionOutcome,
  type Json,
} from "@blueprints/local-cloud/state-machine-testing";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { bookingTable } from "../src/adapters/booking-table.ts";
import { flightTable } from "../src/adapters/flight-table.ts";
import { paymentTable } from "../src/adapters/payment-table.ts";
import { processedBookingTable } from "../src/adapters/processed-booking-table.ts";
import type { BookingRepository } from "../src/app/ports.ts";
import type { Fault, Outcome, PaymentProvider } from "../src/app/process-ports.ts";
import type { Booking } from "../src/domain/booking.ts";
import { bookingIdOf } from "../src/domain/booking-id.ts";
import { bookingSteps, notificationSteps, paymentSteps, seatSteps } from "../src/participants.ts";
import { StepInput } from "../src/schemas/process.ts";
import { runStep, type Steps } from "../src/step.ts";
import { createTable } from "./bookings-table.ts";
import { paymentLedger, type PaymentLedger } from "./fake-providers/payment-api.ts";
import { processDefinition } from "./process-definition.ts";

const DEFINITION = processDefinition();

/** The provider without HTTP. */
function providerOf(ledger: PaymentLedger): PaymentProvider {
  return {
    async capture(chargeId, key) {
      const { status, body } = ledger.handle("/capture", chargeId, key);
      if (status !== 200) throw new ConflictError("PaymentDeclined", "declined");
      const { capturedCharge } = body as {
        capturedCharge: { amount: number; receipt_url: string };
      };
      return { price: capturedCharge.amount, receiptUrl: capturedCharge.receipt_url };
    },
    async refund(chargeId, key) {
      ledger.handle("/refund", chargeId, key);
    },
  };
}

/** What a booking is to be. */
export interface Wanted {
  readonly command: string;
  readonly customer?: string;
  readonly flight?: string;
  readonly charge?: string;
  readonly fault?: Fault;
}

/** How a flight's seats stand. */
export interface Seats {
  readonly capacity: number;
  readonly left: number;
  readonly held: number;
}

/** Decides what a step does instead; undefined for what it should. */
export type Interrupt = (input: StepInput, run: () => Promise<Json>) => Promise<Json> | undefined;

/** The workflow with its real participants over tables of an emulator, and a provider in memory. */
export class ProcessWorld {
  readonly payments = paymentLedger();
  readonly told: Outcome[] = [];
  /** Steps in their order, tries too. */
  readonly steps: string[] = [];
  readonly parked: Json[] = [];
  readonly bookings: BookingRepository;
  interrupt: Interrupt = () => undefined;
  readonly #client: DynamoDBClient;
  readonly #tables: { bookings: string; flights: string; payments: string };
  readonly #participants: Readonly<Record<string, Steps>>;
  #executions = 0;
  #now = Date.UTC(2026, 0, 15, 12);

  constructor(
    client: DynamoDBClient,
    tables: { bookings: string; flights: string; payments: string },
  ) {
    this.#client = client;
    this.#tables = tables;
    this.bookings = bookingTable(client, tables.bookings);
    const bookings = processedBookingTable(client, tables, this.bookings);
    const ledger = paymentTable(client, tables, this.clock);
    const notifier = { tell: async (outcome: Outcome) => void this.told.push(outcome) };
    this.#participants = {
      SeatStepLambdaFunction: seatSteps(flightTable(client, tables.flights, this.clock)),
      BookingStepLambdaFunction: bookingSteps({ bookings, clock: this.clock }),
      PaymentStepLambdaFunction: paymentSteps({ ledger, provider: providerOf(this.payments) }),
      NotificationStepLambdaFunction: notificationSteps({ bookings, notifier }),
    };
  }

  /** A second passes whenever somebody asks. */
  readonly clock = (): string => new Date((this.#now += 1000)).toISOString();

  async addFlight(flight: string, capacity: number): Promise<void> {
    const seats = { N: String(capacity) };
    const Item = { FlightId: { S: flight }, SeatCapacity: seats, SeatsLeft: seats };
    await this.#client.send(new PutItemCommand({ TableName: this.#tables.flights, Item }));
  }

  async seats(flight: string): Promise<Seats> {
    const TableName = this.#tables.flights;
    const Key = { FlightId: { S: flight } };
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName, Key, ConsistentRead: true }),
    );
    const { Items = [] } = await this.#client.send(
      new ScanCommand({ TableName, ConsistentRead: true }),
    );
    const held = Items.filter(
      ({ Flight, State }) => Flight?.S === flight && State?.S === "HELD",
    ).length;
    const number = (name: string) => Number(Item?.[name]?.N);
    return { capacity: number("SeatCapacity"), left: number("SeatsLeft"), held };
  }

  /** Runs a process to its end. */
  async process({
    command,
    customer = "ada",
    flight = "LH-1",
    charge = `ch-${command}`,
    fault,
  }: Wanted): Promise<ExecutionOutcome> {
    const request = {
      bookingId: bookingIdOf(command),
      customerId: customer,
      outboundFlightId: flight,
      chargeId: charge,
    };
    return this.run({
      task: "process",
      correlationId: command,
      request,
      fault: fault ? { ...fault } : null,
    });
  }

  /** Runs the state machine on any input. */
  async run(input: Json): Promise<ExecutionOutcome> {
    const name = `execution-${(this.#executions += 1)}`;
    return runStateMachine(DEFINITION, {
      name,
      input,
      call: async (resource, parameters) => {
        if (resource === "sqs:sendMessage") return this.#park(parameters);
        return { Payload: await this.#invoke(parameters) };
      },
    });
  }

  async #park(parameters: Json): Promise<Json> {
    const { MessageBody = null } = parameters as { MessageBody?: Json };
    this.parked.push(MessageBody);
    return {};
  }

  async #invoke(parameters: Json): Promise<Json> {
    const { FunctionName, Payload } = parameters as { FunctionName: string; Payload: unknown };
    const input = StepInput.parse(JSON.parse(JSON.stringify(Payload)));
    this.steps.push(input.step);
    const run = async (): Promise<Json> => {
      const output = await runStep(this.#participants[FunctionName] ?? {}, input, true);
      return output.price === undefined ? {} : { price: output.price };
    };
    try {
      return await (this.interrupt(input, run) ?? run());
    } catch (error) {
      if (error instanceof StateError) throw error;
      if (error instanceof AppError) throw new StateError(error.code, error.message);
      throw new StateError("TaskDefect", String(error));
    }
  }

  /** The booking of a process that has made one. */
  async stored(command: string): Promise<Booking> {
    const booking = await this.booking(command);
    if (booking === undefined) throw new Error(`no booking of ${command}`);
    return booking;
  }

  async booking(command: string) {
    return this.bookings.retrieve(bookingIdOf(command));
  }
}

/** Opens worlds over tables of their own, on one emulator. */
export async function openProcessWorlds() {
  const cloud: TestCloud = await startTestCloud({ keep: true });
  const client = cloud.client(DynamoDBClient);
  return {
    cloud,
    open: async (): Promise<ProcessWorld> =>
      new ProcessWorld(client, {
        bookings: await createTable(cloud, "BookingTable"),
        flights: await createTable(cloud, "FlightTable"),
        payments: await createTable(cloud, "PaymentTable"),
      }),
  };
}
