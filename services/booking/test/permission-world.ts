import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { AwsClient } from "aws4fetch";
import { randomUUID } from "node:crypto";
import { until, untilMessage } from "../../../scripts/permissions/waiting.ts";
import { listenTo } from "./bus-listener.ts";
import { clientSettings, type Outputs } from "./deployed.ts";
import { startCustomerApi } from "./fake-providers/customer-api.ts";

/** What the scenarios do with the deployed service, as the account's own root. */
export interface PermissionWorld {
  /** A customer who has booked nothing yet. */
  newCustomer(): string;
  /**
   * Calls the API.
   *
   * @throws {Error} It answers another status than `status`.
   */
  call(route: string, status: number, body?: unknown): Promise<unknown>;
  /** Reserves; resolves with the booking's id. */
  reserve(customerId: string): Promise<string>;
  untilHeard(bookingId: string, signal: AbortSignal): Promise<void>;
  /** Writes what no version of the service writes. */
  breakItem(bookingId: string): Promise<void>;
  untilDeadLetter(texts: readonly string[], signal: AbortSignal): Promise<void>;
}

/** Opens the service with these outputs, with a customer API of its own. */
export async function openPermissionWorld(
  endpoint: string,
  outputs: Outputs,
): Promise<PermissionWorld> {
  const settings = clientSettings(endpoint);
  const { region, credentials } = settings;
  const customers = await startCustomerApi();
  const Value = JSON.stringify({ CustomerApiEndpoint: customers.endpoint });
  const configuration = { Name: outputs.Configuration, Value, Overwrite: true };
  await new SSMClient(settings).send(new PutParameterCommand(configuration));
  const listen = await listenTo(settings, outputs.EventBusName);
  const caller = new AwsClient({ ...credentials, service: "execute-api", region, retries: 0 });
  const dynamo = new DynamoDBClient(settings);
  let made = 0;

  const call: PermissionWorld["call"] = async (route, status, body) => {
    const [method = "", path = ""] = route.split(" ");
    const headers = { "content-type": "application/json", "idempotency-key": randomUUID() };
    const response = await caller.fetch(`${outputs.ApiUrl}${path}`, {
      method,
      ...(body !== undefined && { headers, body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    if (response.status === status) return JSON.parse(answer) as unknown;
    throw new Error(`${route}: ${response.status} ${answer}`);
  };

  return {
    newCustomer: () => `customer-${(made += 1)}`,
    call,
    async reserve(customerId) {
      const body = { customerId, outboundFlightId: "LH-1", chargeId: "ch_1" };
      const booking = await call("POST /booking/reserve", 200, body);
      return (booking as { bookingId: string }).bookingId;
    },
    async untilHeard(bookingId, signal) {
      await until(`${bookingId} on the bus`, signal, async () => {
        const heard = await listen();
        return heard.some(({ detail }) => detail.data.bookingId === bookingId) ? true : undefined;
      });
    },
    async breakItem(bookingId) {
      const LastEvent = { M: { Id: { S: `${bookingId}#1` } } };
      const Item = { BookingId: { S: bookingId }, LastEvent };
      await dynamo.send(new PutItemCommand({ TableName: outputs.BookingTable, Item }));
    },
    untilDeadLetter: (texts, signal) =>
      untilMessage({ endpoint, url: outputs.StreamDeadLetters }, texts, signal),
  };
}
