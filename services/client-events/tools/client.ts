import {
  AdminConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
  type CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { randomBytes } from "node:crypto";
import * as z from "zod";
import type { Outputs } from "./stack-outputs.ts";

/** What becomes of one entry of a request. */
const EntryResult = z.union([
  z.strictObject({ index: z.number(), eventId: z.string() }),
  z.strictObject({
    index: z.number(),
    code: z.string(),
    message: z.string(),
    retry: z.boolean(),
  }),
]);

/** The answer to a request whose entries EventBridge has looked at. */
export const Answered = z.strictObject({
  accepted: z.number(),
  failed: z.number(),
  requestId: z.string(),
  entries: z.array(EntryResult),
});
export type Answered = z.infer<typeof Answered>;

/** An answer of the API. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Somebody who can sign in. */
export interface Credentials {
  readonly userName: string;
  readonly password: string;
}

type Pool = Pick<Outputs, "UserPoolId" | "AppClientId">;

/** A name and a password that nobody has had. */
export function newCredentials(prefix = "client"): Credentials {
  return {
    userName: `${prefix}-${randomBytes(8).toString("hex")}`,
    password: `aA1!${randomBytes(12).toString("base64url")}`,
  };
}

/** Signs a user up, and confirms it in the operator's name; a person would type the code of an e-mail. */
export async function signUp(
  cognito: CognitoIdentityProviderClient,
  { UserPoolId, AppClientId }: Pool,
  { userName, password }: Credentials,
): Promise<void> {
  const email = { Name: "email", Value: `${userName}@example.com` };
  const user = { Username: userName, Password: password, UserAttributes: [email] };
  await cognito.send(new SignUpCommand({ ClientId: AppClientId, ...user }));
  await cognito.send(new AdminConfirmSignUpCommand({ UserPoolId, Username: userName }));
}

/** Signs a user in; resolves with the access token. */
export async function signIn(
  cognito: CognitoIdentityProviderClient,
  { AppClientId }: Pool,
  { userName, password }: Credentials,
): Promise<string> {
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({
      ClientId: AppClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: userName, PASSWORD: password },
    }),
  );
  const { AccessToken } = AuthenticationResult ?? {};
  if (AccessToken === undefined) throw new Error(`${userName} got no access token`);
  return AccessToken;
}

/** Sends a body to `POST /event`. */
export async function post(
  apiUrl: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const response = await fetch(`${apiUrl}/event`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: jsonOr(text) };
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Sends events, each as the JSON text that the API takes. */
export async function sendEvents(
  apiUrl: string,
  token: string,
  events: readonly unknown[],
): Promise<Answer> {
  const entries = events.map((event) => ({ entry: JSON.stringify(event) }));
  return post(apiUrl, JSON.stringify({ entries }), { authorization: token });
}
