import {
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  DeleteItemCommand,
} from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { AwsClient } from "aws4fetch";
import { randomUUID } from "node:crypto";
import {
  mapResources,
  type CompiledTemplate,
} from "../../../scripts/permissions/compiled-template.ts";
import type { Scenario } from "../../../scripts/permissions/scenario.ts";
import { until, untilMessage } from "../../../scripts/permissions/waiting.ts";
import { bookingIdOf } from "../src/domain/booking-id.ts";
import type { Step } from "../src/domain/process.ts";
import { clientSettings, type Outputs } from "./deployed.ts";
import { startPaymentApi } from "./fake-providers/payment-api.ts";

const FLIGHT = "LH-PROCESS";
const MACHINE = "ProcessBookingStateMachineRole";

/** What the scenarios of processes do with the deployed service, as the account's own root. */
export interface ProcessRights {
  /** A booking that nobody has processed yet. */
  request(): { bookingId: string; customerId: string; outboundFlightId: string; chargeId: string };
  invoke(step: Step, request: object): Promise<void>;
  /** Asks the API to process, by the key; the answer's status. */
  process(key: string, customerId: string): Promise<number>;
  status(bookingId: string): Promise<number>;
  /** Forgets what was answered to which key. */
  forget(): Promise<void>;
  /** Starts the state machine. */
  start(input: object): Promise<void>;
  untilCharge(chargeId: string, state: string, signal: AbortSignal): Promise<void>;
  writePaid(bookingId: string): Promise<void>;
  cancelConfirmed(bookingId: string): Promise<void>;
  untilDeadLetter(texts: readonly string[], signal: AbortSignal): Promise<void>;
}

const FUNCTION_OF: Readonly<Record<Step, string>> = {
  reserveFlight: "seatStep",
  releaseFlightSeat: "seatStep",
  reserveBooking: "bookingStep",
  confirmBooking: "bookingStep",
  cancelBooking: "bookingStep",
  collectPayment: "paymentStep",
  refundPayment: "paymentStep",
  notifyConfirmed: "notificationStep",
  notifyFailed: "notificationStep",
};

/** Opens the processes of the service with these outputs, with a payment API of their own. */
export async function openProcessRights(
  endpoint: string,
  outputs: Outputs,
): Promise<ProcessRights> {
  const settings = clientSettings(endpoint);
  const payments = await startPaymentApi();
  const Value = JSON.stringify({ PaymentApiEndpoint: payments.endpoint });
  const Name = outputs.PaymentConfiguration;
  await new SSMClient(settings).send(new PutParameterCommand({ Name, Value, Overwrite: true }));
  const dynamo = new DynamoDBClient(settings);
  const seats = { N: "1000" };
  const flight = { FlightId: { S: FLIGHT }, SeatCapacity: seats, SeatsLeft: seats };
  await dynamo.send(new PutItemCommand({ TableName: outputs.FlightTable, Item: flight }));
  const lambda = new LambdaClient({ ...settings, maxAttempts: 1 });
  const states = new SFNClient(settings);
  const { region, credentials } = settings;
  const caller = new AwsClient({ ...credentials, service: "execute-api", region, retries: 0 });

  const fetchApi = async (
    method: string,
    path: string,
    body?: object,
    key: string = randomUUID(),
  ) => {
    const headers = { "content-type": "application/json", "idempotency-key": key };
    const response = await caller.fetch(`${outputs.ApiUrl}${path}`, {
      method,
      ...(body !== undefined && { headers, body: JSON.stringify(body) }),
    });
    await response.text();
    return response.status;
  };

  return {
    request() {
      const run = randomUUID();
      const customerId = `c-${run}`;
      const outboundFlightId = FLIGHT;
      return { bookingId: bookingIdOf(run), customerId, outboundFlightId, chargeId: `ch-${run}` };
    },
    async invoke(step, request) {
      const FunctionName = `booking-rights-${FUNCTION_OF[step]}`;
      const Payload = Buffer.from(JSON.stringify({ step, request }));
      const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
      if (answer.FunctionError === undefined) return;
      throw new Error(`${step}: ${Buffer.from(answer.Payload ?? []).toString()}`);
    },
    process: (key, customerId) =>
      fetchApi(
        "POST",
        "/booking/process",
        {
          customerId,
          outboundFlightId: FLIGHT,
          chargeId: `ch-${customerId}`,
        },
        key,
      ),
    status: (bookingId) => fetchApi("GET", `/booking/${bookingId}/status`),
    async forget() {
      const TableName = outputs.IdempotencyTable;
      const { Items = [] } = await dynamo.send(new ScanCommand({ TableName }));
      for (const { id } of Items) {
        if (id) await dynamo.send(new DeleteItemCommand({ TableName, Key: { id } }));
      }
    },
    async start(input) {
      const stateMachineArn = outputs.ProcessBookingStateMachine;
      const command = { stateMachineArn, input: JSON.stringify(input) };
      await states.send(new StartExecutionCommand(command));
    },
    async untilCharge(chargeId, state, signal) {
      await until(`${chargeId} to be ${state}`, signal, async () =>
        payments.charges.get(chargeId)?.state === state ? true : undefined,
      );
    },
    async writePaid(bookingId) {
      const Item = { PaymentId: { S: bookingId }, State: { S: "COLLECTED" } };
      await dynamo.send(new PutItemCommand({ TableName: outputs.PaymentTable, Item }));
    },
    async cancelConfirmed(bookingId) {
      const status = await fetchApi("PUT", "/booking/cancel", { bookingId, reason: "ill" });
      if (status !== 200) throw new Error(`the cancellation was answered with ${status}`);
    },
    untilDeadLetter: (texts, signal) =>
      untilMessage({ endpoint, url: outputs.BookingDeadLetters }, texts, signal),
  };
}

/** The workflow without its tries: they prove nothing about rights. */
export function withoutTries(template: CompiledTemplate): CompiledTemplate {
  return mapResources(template, (_id, resource) => {
    if (resource.Type !== "AWS::StepFunctions::StateMachine") return resource;
    const text = JSON.stringify(resource).replaceAll(/(MaxAttempts\\+": ?)\d+/gu, "$10");
    return JSON.parse(text) as typeof resource;
  });
}

function ofRoute(name: string, title: string, run: Scenario["run"]): Scenario {
  return { name: title, covers: [`${name}Role`, `${name}LambdaPermissionHttpApi`], run };
}

function ofStep(name: string, title: string, run: Scenario["run"]): Scenario {
  return { name: title, covers: [`${name}Role`], run };
}

/** Every way through processes that needs a right of its own. */
export function processScenarios(world: () => ProcessRights): readonly Scenario[] {
  return [...routeScenarios(world), ...stepScenarios(world), ...workflowScenarios(world)];
}

function routeScenarios(world: () => ProcessRights): readonly Scenario[] {
  return [
    ofRoute("ProcessBooking", "a process is started, again, and for nobody", async () => {
      const key = randomUUID();
      await world().process(key, key);
      await world().forget();
      await world().process(key, `other-${key}`);
      await world().process(randomUUID(), "nobody-1");
    }),
    ofRoute("GetStatus", "the status of a booking is read", async () => {
      await world().status(bookingIdOf("no such booking"));
    }),
  ];
}

function stepScenarios(world: () => ProcessRights): readonly Scenario[] {
  return [
    ofStep("SeatStep", "a seat is reserved and released, and one that is not there", async () => {
      const request = world().request();
      await world().invoke("reserveFlight", request);
      await world().invoke("releaseFlightSeat", request);
      await world().invoke("releaseFlightSeat", world().request());
    }),
    ofStep("BookingStep", "a booking is confirmed, and another given up", async () => {
      const request = world().request();
      await world().invoke("reserveBooking", request);
      await world().writePaid(request.bookingId);
      await world().invoke("confirmBooking", request);
      const other = world().request();
      await world().invoke("reserveBooking", other);
      await world().invoke("cancelBooking", other);
    }),
    ofStep("PaymentStep", "a payment is collected and refunded", async () => {
      const request = world().request();
      await world().invoke("collectPayment", request);
      await world().invoke("refundPayment", request);
    }),
    ofStep("NotificationStep", "a customer is told", async () => {
      const request = world().request();
      await world().invoke("cancelBooking", request);
      await world().invoke("notifyFailed", request);
    }),
  ];
}

function workflowScenarios(world: () => ProcessRights): readonly Scenario[] {
  const process = async (signal: AbortSignal) => {
    const request = world().request();
    await world().start({ task: "process", correlationId: "rights", request, fault: null });
    await world().untilCharge(request.chargeId, "captured", signal);
    await until("the booking", signal, async () => {
      const cancelled = world().cancelConfirmed(request.bookingId);
      return cancelled.then(
        () => true as const,
        () => undefined,
      );
    });
    return request;
  };
  return [
    {
      name: "a booking is processed, cancelled, and undone",
      covers: [MACHINE, "CancellationRuleRole"],
      async run(signal) {
        const { chargeId } = await process(signal);
        await world().untilCharge(chargeId, "refunded", signal);
      },
    },
    {
      name: "what cannot be undone is parked",
      covers: [MACHINE],
      lacking: [{ holder: "PaymentStepRole", action: "dynamodb:GetItem" }],
      async run(signal) {
        const request = world().request();
        const failure = { Error: "Test", Cause: "rights" };
        await world().start({
          task: "undo",
          correlationId: "rights",
          request,
          failure,
          fault: null,
        });
        await world().untilDeadLetter([request.bookingId], signal);
      },
    },
    {
      name: "a cancellation that starts nothing goes to the dead letters",
      covers: ["BookingDeadLettersPolicy"],
      lacking: [{ holder: "CancellationRuleRole", action: "states:StartExecution" }],
      async run(signal) {
        const { bookingId } = await process(signal);
        await world().untilDeadLetter([bookingId, "BookingCancelled"], signal);
      },
    },
  ];
}
