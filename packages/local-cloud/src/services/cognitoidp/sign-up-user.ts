import type { CodeDeliveryDetailsType } from "@aws-sdk/client-cognito-identity-provider";
import * as z from "zod";
import type { Attributes } from "./attributes.ts";
import { renewCode } from "./codes.ts";
import { sendCode, type Address } from "./messages.ts";
import type { Client, Pool } from "./state.ts";
import { fire, readResponse } from "./triggers.ts";
import { tell } from "./user-events.ts";
import type { User } from "./user.ts";
import type { PoolsContext } from "./users.ts";

const Decision = z.object({
  autoConfirmUser: z.boolean().nullish(),
  autoVerifyEmail: z.boolean().nullish(),
  autoVerifyPhone: z.boolean().nullish(),
});

/** What the PreSignUp trigger is asked about. */
export interface Candidate {
  readonly pool: Pool;
  readonly client?: Client;
  readonly username: string;
  readonly attributes: Attributes;
  readonly validationData: Attributes | null;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/**
 * Asks the PreSignUp trigger.
 *
 * @throws {AwsError} What the trigger answers.
 */
export async function askPreSignUp(
  { cloud }: PoolsContext,
  source: "PreSignUp_SignUp" | "PreSignUp_AdminCreateUser",
  candidate: Candidate,
): Promise<{ isConfirmed: boolean; verified: Attributes }> {
  const { pool, client, username, attributes, validationData, clientMetadata } = candidate;
  const response = await fire(cloud, {
    name: "PreSignUp",
    source,
    pool,
    userName: username,
    clientId: client?.id,
    request: {
      userAttributes: attributes,
      validationData,
      ...(clientMetadata !== undefined && { clientMetadata }),
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  });
  const { autoConfirmUser, autoVerifyEmail, autoVerifyPhone } = readResponse(Decision, response);
  return {
    isConfirmed: autoConfirmUser === true,
    verified: {
      ...(autoVerifyEmail === true && { email_verified: "true" }),
      ...(autoVerifyPhone === true && { phone_number_verified: "true" }),
    },
  };
}

/** Where the code of a sign-up goes: a phone number comes first, as on AWS. */
export function signUpAddress(
  { settings }: Pool,
  { attributes }: User,
): { attribute: Address; destination: string } | undefined {
  const verified = settings.AutoVerifiedAttributes ?? [];
  for (const attribute of ["phone_number", "email"] as const) {
    const destination = attributes[attribute];
    if (verified.includes(attribute) && destination !== undefined) {
      return { attribute, destination };
    }
  }
  return undefined;
}

/** Who is to get a code of a sign-up, and why. */
export interface SignUpCode {
  readonly pool: Pool;
  readonly user: User;
  readonly client: Client;
  readonly source: "CustomMessage_SignUp" | "CustomMessage_ResendCode";
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/** Sends the code that confirms a sign-up; `undefined` when there is nowhere to send it. */
export async function sendSignUpCode(
  ctx: PoolsContext,
  { pool, user, client, source, clientMetadata }: SignUpCode,
): Promise<CodeDeliveryDetailsType | undefined> {
  const address = signUpAddress(pool, user);
  if (address === undefined) return undefined;
  const { user: fresh, code } = renewCode(ctx, { pool, user }, "signUp");
  return sendCode(ctx, { pool, user: fresh, client, code, source, clientMetadata, ...address });
}

/** Tells the PostConfirmation trigger, which also hears of passwords that were forgotten. */
export async function tellConfirmed(
  ctx: PoolsContext,
  about: {
    pool: Pool;
    user: User;
    client?: Client | undefined;
    source: "PostConfirmation_ConfirmSignUp" | "PostConfirmation_ConfirmForgotPassword";
    clientMetadata?: Readonly<Record<string, string>> | undefined;
  },
): Promise<void> {
  const { clientMetadata, ...event } = about;
  const request = clientMetadata === undefined ? {} : { clientMetadata };
  await tell(ctx, { ...event, name: "PostConfirmation", request });
}
