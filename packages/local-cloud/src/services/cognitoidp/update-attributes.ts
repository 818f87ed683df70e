import type { CodeDeliveryDetailsType } from "@aws-sdk/client-cognito-identity-provider";
import { checkAttributes, checkMutable, checkRequired, type Attributes } from "./attributes.ts";
import { renewCode } from "./codes.ts";
import { sendCode, type Address } from "./messages.ts";
import type { Client, Pool } from "./state.ts";
import type { User } from "./user.ts";
import { changeUser, type PoolsContext } from "./users.ts";

/** Changes of a user's attributes. */
export interface AttributeUpdate {
  readonly pool: Pool;
  readonly user: User;
  readonly client?: Client;
  /** An empty value takes the attribute away. */
  readonly changes: Attributes;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

const ADDRESSES: readonly Address[] = ["email", "phone_number"];

/**
 * Changes attributes; a new address has to be verified anew, by a code if the pool sends such,
 * and where the pool wants it, it only counts from then on.
 *
 * @throws {AwsError} `InvalidParameterException`, `AliasExistsException`.
 */
export async function updateAttributes(
  ctx: PoolsContext,
  update: AttributeUpdate,
): Promise<CodeDeliveryDetailsType[]> {
  const { pool, user, changes } = update;
  checkAttributes(pool, changes);
  checkMutable(pool, changes, user.attributes);
  const toVerify = newAddresses(update);
  const kept = toVerify.filter((address) => keepsOld(pool, address));
  changeUser(ctx, { pool, user }, (fresh) => {
    const attributes = changed(fresh, changes, { toVerify, kept });
    checkRequired(pool, attributes);
    const waiting = Object.fromEntries(kept.map((address) => [address, changes[address] ?? ""]));
    return { attributes, unverified: { ...fresh.unverified, ...waiting } };
  });
  const sent: CodeDeliveryDetailsType[] = [];
  for (const attribute of toVerify.filter((address) => sendsCodes(pool, address))) {
    const destination = changes[attribute] ?? "";
    const source = "CustomMessage_UpdateUserAttribute";
    sent.push(await sendAddressCode(ctx, { ...update, attribute, destination, source }));
  }
  return sent;
}

/** Addresses that change and that nobody vouches for. */
function newAddresses({ user, changes }: AttributeUpdate): Address[] {
  return ADDRESSES.filter((address) => {
    const next = changes[address] ?? "";
    const isVouched = changes[`${address}_verified`] === "true";
    return next !== "" && next !== user.attributes[address] && !isVouched;
  });
}

function sendsCodes({ settings }: Pool, address: Address): boolean {
  return (settings.AutoVerifiedAttributes ?? []).includes(address);
}

function keepsOld(pool: Pool, address: Address): boolean {
  const { AttributesRequireVerificationBeforeUpdate: wanted = [] } =
    pool.settings.UserAttributeUpdateSettings ?? {};
  return wanted.includes(address) && sendsCodes(pool, address);
}

function changed(
  { attributes }: User,
  changes: Attributes,
  { toVerify, kept }: { toVerify: readonly Address[]; kept: readonly Address[] },
): Attributes {
  const next = new Map(Object.entries({ ...attributes, ...changes }));
  for (const address of toVerify) {
    const old = attributes[address];
    if (!kept.includes(address)) next.set(`${address}_verified`, "false");
    else if (old === undefined) next.delete(address);
    else next.set(address, old);
  }
  return Object.fromEntries([...next].filter(([, value]) => value !== ""));
}

/** Sends the code that verifies an address. */
export async function sendAddressCode(
  ctx: PoolsContext,
  about: {
    readonly pool: Pool;
    readonly user: User;
    readonly client?: Client;
    readonly attribute: Address;
    readonly destination: string;
    readonly source: "CustomMessage_UpdateUserAttribute" | "CustomMessage_VerifyUserAttribute";
    readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  },
): Promise<CodeDeliveryDetailsType> {
  const { pool, user, client, attribute, destination, source, clientMetadata } = about;
  const { user: fresh, code } = renewCode(ctx, { pool, user }, attribute);
  const message = { pool, client, attribute, destination, source, clientMetadata };
  return sendCode(ctx, { ...message, user: fresh, code });
}
