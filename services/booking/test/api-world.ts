import {
  ApiGatewayV2Client,
  GetApisCommand,
  GetAuthorizersCommand,
  UpdateAuthorizerCommand,
} from "@aws-sdk/client-apigatewayv2";
import { PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { clientSettings, deploy, type Outputs } from "./deployed.ts";
import { startCustomerApi, type FakeCustomerApi } from "./fake-providers/customer-api.ts";
import { AUDIENCE, startTokenIssuer, type TokenIssuer } from "./fake-providers/token-issuer.ts";

/** Who calls: a customer, whoever is staff, or somebody with scopes of their own. */
export type Who = { readonly subject: string; readonly scope?: string };

export const STAFF: Who = { subject: "desk", scope: "booking/staff" };

/** An answer of the API. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** A request to the API. */
export interface ApiCall {
  readonly as?: Who;
  readonly body?: unknown;
  /** A key of its own unless told; none when null. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The deployed service with what it works with, permissions enforced. */
export interface ApiWorld {
  readonly cloud: TestCloud;
  readonly outputs: Outputs;
  readonly customers: FakeCustomerApi;
  readonly issuer: TokenIssuer;
  /** Calls `METHOD /path` of the API. */
  call(route: string, call?: ApiCall): Promise<ApiAnswer>;
  /** Reserves; resolves with the booking. */
  reserve(subject: string, outboundFlightId: string): Promise<Booking>;
  putEndpoint(endpoint: string): Promise<void>;
  putApiKey(apiKey: string): Promise<void>;
  stop(): Promise<void>;
}

const Booking = z.object({
  bookingId: z.string(),
  customerId: z.string(),
  status: z.string(),
  version: z.number(),
});
export type Booking = z.infer<typeof Booking>;

function headersOf(method: string, token: string | undefined, { body, key, headers }: ApiCall) {
  const idempotencyKey = method === "GET" || key === null ? undefined : (key ?? randomUUID());
  return {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
    ...(body !== undefined && { "content-type": "application/json" }),
    ...headers,
  };
}

// Always the same, so that one package serves every deployment; what is another each time comes afterwards.
const PARAMS = {
  apiAuthorizer: "jwt",
  jwtIssuer: "http://127.0.0.1:1",
  jwtAudience: AUDIENCE,
  configurationMaxAgeSeconds: "1",
  faultInjection: "allowed",
};
const STAGE = "local";

/** Has the API trust the tokens of an issuer. */
async function trust({ ApiUrl }: Outputs, issuer: string, endpoint: string): Promise<void> {
  const apis = new ApiGatewayV2Client(clientSettings(endpoint));
  const { Items = [] } = await apis.send(new GetApisCommand({}));
  const ApiId = Items.find(({ ApiEndpoint }) => ApiEndpoint === ApiUrl)?.ApiId;
  const authorizers = await apis.send(new GetAuthorizersCommand({ ApiId }));
  await apis.send(
    new UpdateAuthorizerCommand({
      ApiId,
      AuthorizerId: authorizers.Items?.[0]?.AuthorizerId,
      JwtConfiguration: { Issuer: issuer, Audience: [AUDIENCE] },
    }),
  );
}

/** Deploys the service with tokens of an issuer, and a customer API of its own. */
export async function openApiWorld(): Promise<ApiWorld> {
  const cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  const customers = await startCustomerApi();
  const issuer = await startTokenIssuer();
  const outputs = await deploy(cloud.endpoint, STAGE, PARAMS);
  await trust(outputs, issuer.url, cloud.endpoint);
  const settings = clientSettings(cloud.endpoint);
  const ssm = new SSMClient(settings);
  const secrets = new SecretsManagerClient(settings);

  const call: ApiWorld["call"] = async (route, wanted = {}) => {
    const [method = "", path = ""] = route.split(" ");
    const { as, body } = wanted;
    const token = as && (await issuer.token(as.subject, as.scope ?? "booking/book booking/read"));
    const response = await fetch(`${outputs.ApiUrl}${path}`, {
      method,
      headers: headersOf(method, token, wanted),
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer: unknown = text === "" ? undefined : JSON.parse(text);
    return { status: response.status, body: answer, headers: response.headers };
  };

  const putEndpoint = async (CustomerApiEndpoint: string): Promise<void> => {
    const Value = JSON.stringify({ CustomerApiEndpoint });
    const Name = outputs.Configuration;
    await ssm.send(new PutParameterCommand({ Name, Value, Overwrite: true }));
  };
  await putEndpoint(customers.endpoint);

  return {
    cloud,
    outputs,
    customers,
    issuer,
    call,
    async reserve(subject, outboundFlightId) {
      const body = { customerId: subject, outboundFlightId, chargeId: "ch_1" };
      const answer = await call("POST /booking/reserve", { as: { subject }, body });
      return Booking.parse(answer.body);
    },
    putEndpoint,
    async putApiKey(apiKey) {
      const SecretString = JSON.stringify({ apiKey });
      const SecretId = outputs.CustomerApiSecret;
      await secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
    },
    async stop() {
      await cloud.stop();
      issuer.stop();
      await customers.stop();
    },
  };
}
