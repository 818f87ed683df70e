import { createHash } from "node:crypto";
import { fail } from "../../errors.ts";

/** A message attribute as the API has it. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: Uint8Array;
}

/** A message attribute as it is stored: bytes as base64. */
export interface StoredAttribute {
  readonly type: string;
  readonly text?: string;
  readonly base64?: string;
}

export type StoredAttributes = Readonly<Record<string, StoredAttribute>>;

interface GivenAttribute {
  readonly DataType?: string | undefined;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: Uint8Array | undefined;
}

const MAX_ATTRIBUTES = 10; // per message; SQS message quotas
const MAX_NAME_LENGTH = 256;
const TYPE_PREFIX = /^(String|Number|Binary)(\..+)?$/s;
const LEGAL_NAME = /^[A-Za-z0-9_.-]+$/;
const RESERVED_PREFIX = /^(AWS|Amazon)\./i;

/**
 * Checks the attributes of a message and makes them fit to be stored.
 *
 * @throws {AwsError} `InvalidParameterValue`.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export function storeAttributes(
  given: Readonly<Record<string, GivenAttribute | undefined>> | undefined,
): StoredAttributes {
  const entries = Object.entries(given ?? {});
  if (entries.length > MAX_ATTRIBUTES) {
    refuse(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
    );
  }
  const stored = new Map<string, StoredAttribute>();
  for (const [name, attribute] of entries) {
    checkName(name);
    stored.set(name, storeAttribute(name, attribute ?? {}));
  }
  return Object.fromEntries(stored);
}

function storeAttribute(name: string, attribute: GivenAttribute): StoredAttribute {
  const { type, kind } = readType(name, attribute.DataType ?? "");
  if (kind === "Binary") {
    const bytes = attribute.BinaryValue;
    if (bytes === undefined || bytes.length === 0) refuseEmpty(name, kind);
    return { type, base64: Buffer.from(bytes).toString("base64") };
  }
  const text = attribute.StringValue ?? "";
  if (text === "") refuseEmpty(name, kind);
  if (kind === "Number" && !isNumber(text)) {
    refuse(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  return { type, text };
}

function readType(name: string, type: string): { type: string; kind: string } {
  if (type === "") {
    refuse(`The message attribute '${name}' must contain non-empty message attribute type.`);
  }
  const kind = TYPE_PREFIX.exec(type)?.[1];
  if (kind === undefined || type.length > MAX_NAME_LENGTH) {
    return refuse(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  return { type, kind };
}

function checkName(name: string): void {
  const legal =
    LEGAL_NAME.test(name) && !name.startsWith(".") && !name.endsWith(".") && !name.includes("..");
  if (!legal || name.length > MAX_NAME_LENGTH) {
    refuse(
      "Message (user) attribute names can contain only alphanumeric characters, hyphens, underscores and periods, must not start or end with a period, and can be at most 256 characters long.",
    );
  }
  if (RESERVED_PREFIX.test(name)) {
    refuse("Message (user) attribute names must not start with 'AWS.' or 'Amazon.'.");
  }
}

function isNumber(text: string): boolean {
  return text.trim() === text && Number.isFinite(Number(text));
}

function refuseEmpty(name: string, kind: string): never {
  return refuse(
    `Message (user) attribute '${name}' must contain a non-empty value of type '${kind}'.`,
  );
}

function refuse(reason: string): never {
  return fail("InvalidParameterValue", reason);
}

/** What a stored attribute is in the API. */
export function toApiAttribute({ type, text, base64 }: StoredAttribute): MessageAttribute {
  return base64 === undefined
    ? { DataType: type, StringValue: text ?? "" }
    : { DataType: type, BinaryValue: Buffer.from(base64, "base64") };
}

/** What attributes count towards a message's size: names, types and values, in UTF-8 bytes. */
export function attributesSizeBytes(attributes: StoredAttributes): number {
  let size = 0;
  for (const [name, attribute] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(attribute.type) + valueOf(attribute).length;
  }
  return size;
}

/**
 * The digest that SDKs compare: names in order, each part behind its length.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export function attributesMd5(attributes: StoredAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash("md5");
  const part = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const attribute = attributes[name];
    if (attribute === undefined) continue;
    part(Buffer.from(name));
    part(Buffer.from(attribute.type));
    hash.update(Buffer.from([attribute.base64 === undefined ? 1 : 2])); // transport type: text or bytes
    part(valueOf(attribute));
  }
  return hash.digest("hex");
}

function valueOf({ text, base64 }: StoredAttribute): Buffer {
  return base64 === undefined ? Buffer.from(text ?? "") : Buffer.from(base64, "base64");
}

/** The attributes that ReceiveMessage was asked for: by name, by `prefix.*`, or `All`. */
export function selectAttributes(
  attributes: StoredAttributes,
  wanted: readonly string[],
): StoredAttributes {
  const prefixes = wanted.filter((name) => name.endsWith(".*")).map((name) => name.slice(0, -2));
  const all = wanted.includes("All") || wanted.includes("*");
  const matches = (name: string): boolean =>
    all || wanted.includes(name) || prefixes.some((prefix) => name.startsWith(prefix));
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => matches(name)));
}
