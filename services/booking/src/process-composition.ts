import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { SSMClient } from "@aws-sdk/client-ssm";
import { awsClientSettings, type AwsEnv } from "@blueprints/lambda-kit/aws-client";
import { parameter, secret } from "@blueprints/lambda-kit/config";
import { bookingTable } from "./adapters/booking-table.ts";
import { flightTable } from "./adapters/flight-table.ts";
import { snsNotifier } from "./adapters/notifier-sns.ts";
import { paymentApi } from "./adapters/payment-api.ts";
import { paymentTable } from "./adapters/payment-table.ts";
import { processedBookingTable } from "./adapters/processed-booking-table.ts";
import { stepFunctionsProcesses } from "./adapters/processes-step-functions.ts";
import type { PayDeps } from "./app/pay-booking.ts";
import type { FlightSeats, Processes } from "./app/process-ports.ts";
import type { SettleDeps } from "./app/settle-booking.ts";
import type { TellDeps } from "./app/tell-customer.ts";
import { clock } from "./composition.ts";
import { PaymentApiCredentials, PaymentConfiguration } from "./schemas/configuration.ts";

// As composition.ts, for the participants of the workflow.

type Tables = AwsEnv & { readonly BOOKING_TABLE: string; readonly PAYMENT_TABLE: string };

function tablesOf(env: Tables) {
  return { bookings: env.BOOKING_TABLE, payments: env.PAYMENT_TABLE };
}

/** The seats of flights. */
export function seats(env: AwsEnv & { readonly FLIGHT_TABLE: string }): FlightSeats {
  return flightTable(new DynamoDBClient(awsClientSettings(env)), env.FLIGHT_TABLE, clock);
}

/** The bookings, as processes change them. */
export function settling(env: Tables): SettleDeps {
  const client = new DynamoDBClient(awsClientSettings(env));
  const table = bookingTable(client, env.BOOKING_TABLE);
  return { bookings: processedBookingTable(client, tablesOf(env), table), clock };
}

/** The payments, and the readers of what is needed to ask their provider, to be read at init. */
export function paying(
  env: Tables & {
    readonly PAYMENT_CONFIGURATION_PARAMETER: string;
    readonly PAYMENT_API_SECRET: string;
    readonly CONFIGURATION_MAX_AGE_SECONDS: number;
  },
) {
  const settings = awsClientSettings(env);
  const maxAgeSeconds = env.CONFIGURATION_MAX_AGE_SECONDS;
  const endpoint = parameter(env.PAYMENT_CONFIGURATION_PARAMETER, PaymentConfiguration, {
    client: new SSMClient(settings),
    json: true,
    maxAgeSeconds,
  });
  const apiKey = secret(env.PAYMENT_API_SECRET, PaymentApiCredentials, {
    client: new SecretsManagerClient(settings),
    maxAgeSeconds,
  });
  const deps: PayDeps = {
    ledger: paymentTable(new DynamoDBClient(settings), tablesOf(env), clock),
    provider: paymentApi({ endpoint, apiKey }),
  };
  return { deps, configuration: [endpoint, apiKey] };
}

/** What customers are told by, and of. */
export function telling(
  env: AwsEnv & { readonly BOOKING_TABLE: string; readonly NOTIFICATION_TOPIC: string },
): TellDeps {
  const settings = awsClientSettings(env);
  return {
    bookings: bookingTable(new DynamoDBClient(settings), env.BOOKING_TABLE),
    notifier: snsNotifier(new SNSClient(settings), env.NOTIFICATION_TOPIC),
  };
}

/** The processes. */
export function processes(env: AwsEnv & { readonly STATE_MACHINE: string }): Processes {
  return stepFunctionsProcesses(new SFNClient(awsClientSettings(env)), env.STATE_MACHINE);
}
