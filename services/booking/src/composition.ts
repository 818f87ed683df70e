import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { awsClientSettings, type AwsEnv } from "@blueprints/lambda-kit/aws-client";
import { parameter, secret } from "@blueprints/lambda-kit/config";
import {
  idempotencyTable,
  idempotently,
  type IdempotencyOptions,
} from "@blueprints/lambda-kit/idempotency";
import type { IdempotentRequest } from "@blueprints/lambda-kit/idempotency-key";
import { eventBridgeAnnouncer } from "./adapters/announcer-eventbridge.ts";
import { bookingTable } from "./adapters/booking-table.ts";
import { customerApi } from "./adapters/customer-api.ts";
import { quarantineQueue } from "./adapters/quarantine-queue.ts";
import type { BookingRepository, Clock } from "./app/ports.ts";
import type { Caller } from "./domain/customer.ts";
import { Configuration, CustomerApiCredentials } from "./schemas/configuration.ts";

// The one place where the ports of src/app meet their adapters: another store of bookings, or another source
// of customers, is a change here and nowhere else.

/** What time it is. */
export const clock: Clock = () => new Date().toISOString();

/** The bookings of the table that the environment names. */
export function bookings(env: AwsEnv & { readonly BOOKING_TABLE: string }): BookingRepository {
  return bookingTable(new DynamoDBClient(awsClientSettings(env)), env.BOOKING_TABLE);
}

/** The customers, and the readers of what is needed to ask for them, to be read at init. */
export function customers(
  env: AwsEnv & {
    readonly CONFIGURATION_PARAMETER: string;
    readonly CUSTOMER_API_SECRET: string;
    readonly CONFIGURATION_MAX_AGE_SECONDS: number;
  },
) {
  const settings = awsClientSettings(env);
  const maxAgeSeconds = env.CONFIGURATION_MAX_AGE_SECONDS;
  const endpoint = parameter(env.CONFIGURATION_PARAMETER, Configuration, {
    client: new SSMClient(settings),
    json: true,
    maxAgeSeconds,
  });
  const apiKey = secret(env.CUSTOMER_API_SECRET, CustomerApiCredentials, {
    client: new SecretsManagerClient(settings),
    maxAgeSeconds,
  });
  return { customers: customerApi({ endpoint, apiKey }), configuration: [endpoint, apiKey] };
}

/** A write of the API, and whose invocation it is. */
export interface Write extends Omit<IdempotentRequest, "caller" | "key"> {
  readonly caller: Caller;
  readonly headers: { readonly "idempotency-key": string };
  readonly context: IdempotencyOptions["context"];
}

/** Carries writes out once for each idempotency key of a caller. */
export function onceOnly(env: AwsEnv & { readonly IDEMPOTENCY_TABLE: string }) {
  const client = new DynamoDBClient(awsClientSettings(env));
  const store = idempotencyTable(client, env.IDEMPOTENCY_TABLE);
  return async (write: Write, run: (commandId: string) => Promise<unknown>): Promise<unknown> => {
    const { operation, body, caller, headers, context } = write;
    const request = { operation, body, caller: caller.name, key: headers["idempotency-key"] };
    return idempotently(request, { store, context }, run);
  };
}

/** What the changes of bookings are told with. */
export function announcing(
  env: AwsEnv & { readonly EVENT_BUS: string; readonly STREAM_DEAD_LETTERS_URL: string },
) {
  const settings = awsClientSettings(env);
  return {
    announcer: eventBridgeAnnouncer(new EventBridgeClient(settings), env.EVENT_BUS),
    quarantine: quarantineQueue(new SQSClient(settings), env.STREAM_DEAD_LETTERS_URL),
  };
}
