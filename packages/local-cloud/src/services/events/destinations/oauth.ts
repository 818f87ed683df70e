import * as z from "zod";
import type { Cloud } from "../../../cloud.ts";
import {
  callReally,
  isCalledReally,
  OutsideFailure,
  type OutsideRequest,
} from "../../../outside.ts";
import { notAuthorized, refuseUnlessTaken, withoutAnswer } from "./call-failure.ts";
import type { Connection } from "./connection.ts";
import type { ConnectionSecret, SecretParameter } from "./connection-secret.ts";

/** The access tokens of connections; a restart asks for new ones. */
export interface Tokens {
  /**
   * The token of a connection.
   *
   * @throws {AwsError} When its authorization endpoint gives none.
   */
  get(connection: Connection, secret: ConnectionSecret): Promise<string>;
  /** Forgets a token that is no longer good. */
  drop(connectionArn: string): void;
}

const Grant = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().catch(3600),
});

const LIMITS = { timeoutMs: 5000, maxBytes: 65_536 };

/** Opens an empty cache of tokens. */
export function createTokens(cloud: Cloud): Tokens {
  const known = new Map<string, { token: string; expiresAt: number; modifiedAt: number }>();
  return {
    async get(connection, secret) {
      const cached = known.get(connection.arn);
      const now = cloud.clock.now();
      const isGood = cached?.modifiedAt === connection.modifiedAt && cached.expiresAt > now;
      if (isGood) return cached.token;
      const { access_token: token, expires_in: seconds } = await askFor(cloud, secret);
      const expiresAt = now + seconds * 1000;
      known.set(connection.arn, { token, expiresAt, modifiedAt: connection.modifiedAt });
      return token;
    },
    drop(connectionArn) {
      known.delete(connectionArn);
    },
  };
}

async function askFor(cloud: Cloud, secret: ConnectionSecret): Promise<z.infer<typeof Grant>> {
  const request = tokenRequest(secret);
  if (!isCalledReally(cloud, request.url)) {
    const { origin } = new URL(request.url);
    throw notAuthorized(`the local cloud does not call ${origin}, which would give the token.`);
  }
  try {
    const answer = await callReally(cloud, request, LIMITS);
    refuseUnlessTaken(answer, cloud.clock.now());
    const grant = Grant.safeParse(parseJson(answer.body));
    if (!grant.success) throw notAuthorized("the authorization endpoint gave no access token.");
    return grant.data;
  } catch (error) {
    throw error instanceof OutsideFailure ? withoutAnswer(error) : error;
  }
}

/** The client-credentials grant of RFC 6749, with the connection's own parameters. */
function tokenRequest(secret: ConnectionSecret): OutsideRequest {
  const { http_method: method = "POST", oauth_http_parameters: own } = secret;
  const form = formOf(secret);
  const url = new URL(secret.authorization_endpoint ?? "");
  const query = new URLSearchParams(record(own?.query_string_parameters));
  for (const [name, value] of [...(method === "GET" ? form : []), ...query]) {
    url.searchParams.set(name, value);
  }
  return {
    method,
    url: url.href,
    headers: {
      "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
      ...record(own?.header_parameters),
      "User-Agent": "Amazon/EventBridge/ApiDestinations",
    },
    ...(method !== "GET" && { body: form.toString() }),
  };
}

function formOf(secret: ConnectionSecret): URLSearchParams {
  return new URLSearchParams({
    grant_type: "client_credentials",
    client_id: secret.client_id ?? "",
    client_secret: secret.client_secret ?? "",
    ...record(secret.oauth_http_parameters?.body_parameters),
  });
}

function record(parameters: readonly SecretParameter[] = []): Record<string, string> {
  return Object.fromEntries(parameters.map(({ key, value }) => [key, value]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
