import { fail } from "../../errors.ts";

/** An attribute of a published message: bytes as base64. */
export interface PublishedAttribute {
  readonly type: string;
  readonly value: string;
}

export type PublishedAttributes = Readonly<Record<string, PublishedAttribute>>;

interface GivenAttribute {
  readonly DataType?: string | undefined;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: Uint8Array | undefined;
}

const TYPE_PREFIX = /^(String\.Array|String|Number|Binary)(\..+)?$/s;

/**
 * Checks the attributes of a message.
 *
 * @throws {AwsError} `ParameterValueInvalid`.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
export function readAttributes(
  given: Readonly<Record<string, GivenAttribute | undefined>> | undefined,
): PublishedAttributes {
  const read = new Map<string, PublishedAttribute>();
  for (const [name, attribute] of Object.entries(given ?? {})) {
    checkName(name);
    read.set(name, readAttribute(name, attribute ?? {}));
  }
  return Object.fromEntries(read);
}

function readAttribute(name: string, attribute: GivenAttribute): PublishedAttribute {
  const { type, kind } = readType(name, attribute.DataType ?? "");
  const value =
    kind === "Binary"
      ? Buffer.from(attribute.BinaryValue ?? []).toString("base64")
      : (attribute.StringValue ?? "");
  if (value === "") {
    refuse(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
    );
  }
  if (kind === "Number" && !Number.isFinite(Number(value))) {
    refuse(`The message attribute '${name}' with type 'Number' must use valid number format.`);
  }
  return { type, value };
}

function readType(name: string, type: string): { type: string; kind: string } {
  if (type === "") {
    refuse(`The message attribute '${name}' must contain non-empty message attribute type.`);
  }
  const kind = TYPE_PREFIX.exec(type)?.[1];
  if (kind === undefined) {
    return refuse(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  return { type, kind };
}

function checkName(name: string): void {
  if (!/^[\w.-]{1,256}$/.test(name) || /^\.|\.$|\.\./.test(name)) {
    refuse(
      "Invalid message attribute name: names can contain only letters, digits, '_', '-' and '.', and must not start or end with a period.",
    );
  }
  if (/^(aws|amazon)\./i.test(name) && !name.startsWith("AWS.SNS.")) {
    refuse(`The message attribute name '${name}' is reserved for use by AWS.`);
  }
}

function refuse(message: string): never {
  return fail("ParameterValueInvalid", message);
}

/** The size that counts against the limit: names, types and values. */
export function attributesSizeBytes(attributes: PublishedAttributes): number {
  let size = 0;
  for (const [name, { type, value }] of Object.entries(attributes)) {
    const bytes = type.startsWith("Binary")
      ? Buffer.from(value, "base64").length
      : Buffer.byteLength(value);
    size += Buffer.byteLength(name) + Buffer.byteLength(type) + bytes;
  }
  return size;
}
