import type { CodeDeliveryDetailsType } from "@aws-sdk/client-cognito-identity-provider";
import * as z from "zod";
import type { Client, Pool, PoolSettings } from "./state.ts";
import { fire, readResponse } from "./triggers.ts";
import type { User } from "./user.ts";
import { eventAttributes } from "./user-events.ts";
import type { PoolsContext } from "./users.ts";

/** An address of a user. */
export type Address = "email" | "phone_number";

/** A message with a code or a temporary password in it. */
export interface CodeMessage {
  readonly pool: Pool;
  readonly user: User;
  readonly client?: Client | undefined;
  /** Where it goes: the value of an attribute, which may wait for its verification. */
  readonly attribute: Address;
  readonly destination: string;
  readonly code: string;
  /** Of the trigger that may change its words: `CustomMessage_SignUp`. */
  readonly source: string;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

interface Words {
  readonly subject: string;
  readonly email: string;
  readonly sms: string;
}

const CODE = "{####}";
const USERNAME = "{username}";

const CustomWords = z.object({
  smsMessage: z.string().nullish(),
  emailMessage: z.string().nullish(),
  emailSubject: z.string().nullish(),
});

/**
 * Sends a code to the cloud's inbox.
 *
 * @throws {AwsError} What the CustomMessage trigger answers.
 */
export async function sendCode(
  ctx: PoolsContext,
  message: CodeMessage,
): Promise<CodeDeliveryDetailsType> {
  const { attribute, destination: to, code, user } = message;
  const words = await customWords(ctx, message, wordsOf(message));
  const fill = (text: string): string =>
    text.replaceAll(CODE, () => code).replaceAll(USERNAME, () => user.username);
  if (attribute === "email") {
    const { subject, email } = words;
    ctx.cloud.inbox.deliver({ kind: "email", to, subject: fill(subject), body: fill(email) });
  } else {
    ctx.cloud.inbox.deliver({ kind: "sms", to, body: fill(words.sms) });
  }
  return deliveryDetails(attribute, to);
}

function wordsOf({ pool: { settings }, source }: CodeMessage): Words {
  if (source === "CustomMessage_AdminCreateUser") return invitation(settings);
  const isReset = source === "CustomMessage_ForgotPassword";
  const text = isReset
    ? `Your password reset code is ${CODE}`
    : `Your confirmation code is ${CODE}`;
  return verification(settings, {
    subject: isReset ? "Reset your password" : "Your verification code",
    email: text,
    sms: text,
  });
}

function invitation({ AdminCreateUserConfig }: PoolSettings): Words {
  const invite = AdminCreateUserConfig?.InviteMessageTemplate ?? {};
  const text = `Your username is ${USERNAME} and temporary password is ${CODE}. `;
  return {
    subject: invite.EmailSubject ?? "Your temporary password",
    email: invite.EmailMessage ?? text,
    sms: invite.SMSMessage ?? text,
  };
}

function verification(settings: PoolSettings, { subject, email, sms }: Words): Words {
  const template = settings.VerificationMessageTemplate ?? {};
  return {
    subject: template.EmailSubject ?? settings.EmailVerificationSubject ?? subject,
    email: template.EmailMessage ?? settings.EmailVerificationMessage ?? email,
    sms: template.SmsMessage ?? settings.SmsVerificationMessage ?? sms,
  };
}

/** The words of the trigger, if the pool has one; a message without its code would be of no use. */
async function customWords(
  { cloud }: PoolsContext,
  message: CodeMessage,
  words: Words,
): Promise<Words> {
  const { pool, user, client, source, clientMetadata } = message;
  const isInvitation = source === "CustomMessage_AdminCreateUser";
  const response = await fire(cloud, {
    name: "CustomMessage",
    source,
    pool,
    userName: user.username,
    clientId: client?.id,
    request: {
      userAttributes: eventAttributes(user),
      codeParameter: CODE,
      usernameParameter: isInvitation ? USERNAME : null,
      linkParameter: "{##Click Here##}",
      ...(clientMetadata !== undefined && { clientMetadata }),
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
  });
  const own = readResponse(CustomWords, response);
  return {
    subject: own.emailSubject ?? words.subject,
    email: withCode(own.emailMessage) ?? words.email,
    sms: withCode(own.smsMessage) ?? words.sms,
  };
}

function withCode(text: string | null | undefined): string | undefined {
  return text?.includes(CODE) === true ? text : undefined;
}

/** Where a code went, with most of the address hidden. */
export function deliveryDetails(attribute: Address, to: string): CodeDeliveryDetailsType {
  return {
    AttributeName: attribute,
    DeliveryMedium: attribute === "email" ? "EMAIL" : "SMS",
    Destination: masked(attribute, to),
  };
}

function masked(attribute: Address, to: string): string {
  if (attribute === "phone_number")
    return `+${"*".repeat(Math.max(to.length - 5, 0))}${to.slice(-4)}`;
  const [name = "", host = ""] = to.split("@");
  return `${name.slice(0, 1)}***@${host.slice(0, 1)}***`;
}
