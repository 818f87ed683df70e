import type { AttributeType, SchemaAttributeType } from "@aws-sdk/client-cognito-identity-provider";
import { invalidParameter, notAuthorized } from "./errors.ts";
import { isStandard } from "./schema.ts";
import type { Client, Pool } from "./state.ts";

/** Attributes by name. */
export type Attributes = Readonly<Record<string, string>>;

const EMAIL = /^[^\s@"(),:;<>[\\\]]+@[^\s@.]+(?:\.[^\s@.]+)+$/u;
const PHONE = /^\+[1-9]\d{1,14}$/u;
const DATE = /^\d{4}-\d{2}-\d{2}$/u;
/** Only their verification, or an administrator, sets these. */
const VERIFIED: ReadonlySet<string> = new Set(["email_verified", "phone_number_verified"]);

/** A list of attributes as a map; of a name that is there twice the last value counts. */
export function attributesOf(list: readonly AttributeType[] | undefined): Attributes {
  return Object.fromEntries((list ?? []).map(({ Name = "", Value = "" }) => [Name, Value]));
}

/** A map of attributes as the API lists them. */
export function attributeList(attributes: Attributes): AttributeType[] {
  return Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
}

/**
 * Refuses attributes that the pool does not have or whose values it does not take.
 *
 * @throws {AwsError} `InvalidParameterException`.
 */
export function checkAttributes({ schema }: Pick<Pool, "schema">, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    const attribute = schema.find(({ Name }) => Name === name);
    const problem = attribute === undefined ? UNKNOWN : problemOf(name, value, attribute);
    if (name === "sub" || problem !== undefined) {
      throw nonconforming(name, problem ?? "Attribute cannot be updated.");
    }
  }
}

const UNKNOWN = "Attribute does not exist in the schema.";

/** The error for an attribute that does not fit its pool's schema. */
function nonconforming(name: string, problem: string): Error {
  return invalidParameter(`Attributes did not conform to the schema: ${name}: ${problem}\n`);
}

/** @throws {AwsError} `InvalidParameterException` when an attribute that must be there is not. */
export function checkRequired({ schema }: Pick<Pool, "schema">, attributes: Attributes): void {
  for (const { Name = "", Required } of schema) {
    const isMissing = (attributes[Name] ?? "") === "";
    if (Required === true && Name !== "sub" && isMissing) {
      throw nonconforming(Name, "The attribute is required");
    }
  }
}

/** @throws {AwsError} `InvalidParameterException` for attributes whose value is there for good. */
export function checkMutable(
  { schema }: Pick<Pool, "schema">,
  changed: Attributes,
  current: Attributes,
): void {
  for (const { Name = "", Mutable } of schema) {
    const next = changed[Name];
    if (Mutable === false && next !== undefined && next !== current[Name]) {
      throw invalidParameter(`user.${Name}: Attribute cannot be updated.`);
    }
  }
}

/** Attributes whose values have a form of their own. */
const FORMS: ReadonlyMap<string, readonly [RegExp, string]> = new Map([
  ["email", [EMAIL, "Invalid email address format."]],
  ["phone_number", [PHONE, "Invalid phone number format."]],
  ["birthdate", [DATE, "Invalid birthdate format."]],
]);

function problemOf(name: string, value: string, type: SchemaAttributeType): string | undefined {
  if (value === "") return undefined; // takes the attribute away
  const [form, problem] = FORMS.get(name) ?? [];
  if (form?.test(value) === false) return problem;
  const isFlag = type.AttributeDataType === "Boolean";
  if (isFlag && !/^(?:true|false)$/u.test(value)) return "Value must be true or false.";
  if (type.AttributeDataType === "Number") return numberProblem(value, type);
  return type.AttributeDataType === "String" ? lengthProblem(value, type) : undefined;
}

function numberProblem(
  value: string,
  { NumberAttributeConstraints: limits }: SchemaAttributeType,
): string | undefined {
  const number = Number(value);
  if (!/^-?\d+$/u.test(value)) return "Value is not a number.";
  if (limits?.MinValue !== undefined && number < Number(limits.MinValue)) {
    return "Value is less than the minimum value allowed.";
  }
  if (limits?.MaxValue !== undefined && number > Number(limits.MaxValue)) {
    return "Value is greater than the maximum value allowed.";
  }
  return undefined;
}

function lengthProblem(
  value: string,
  { StringAttributeConstraints: limits }: SchemaAttributeType,
): string | undefined {
  if (value.length < Number(limits?.MinLength ?? 0)) {
    return `String must be no shorter than ${limits?.MinLength} characters.`;
  }
  const longest = Math.min(Number(limits?.MaxLength ?? 2048), 2048); // AttributeValueType
  return value.length > longest ? `String must be no longer than ${longest} characters` : undefined;
}

/**
 * Whether tokens of a client may read an attribute. Without a list of its own a client reads what
 * is standard, as the API reference says; custom attributes have to be named.
 */
export function mayRead({ settings }: Client, name: string): boolean {
  const { ReadAttributes: listed = [] } = settings;
  if (name === "sub") return true;
  return listed.length === 0 ? isStandard(name) : listed.includes(name);
}

/** Whether tokens of a client may write an attribute; nobody verifies an address by saying so. */
function mayWrite({ settings }: Client, name: string): boolean {
  const { WriteAttributes: listed = [] } = settings;
  if (VERIFIED.has(name)) return false;
  return listed.length === 0 ? isStandard(name) : listed.includes(name);
}

/** @throws {AwsError} `NotAuthorizedException` for an attribute that the client may not write. */
export function checkWritable(client: Client, attributes: Attributes): void {
  if (Object.keys(attributes).every((name) => mayWrite(client, name))) return;
  throw notAuthorized("A client attempted to write unauthorized attribute");
}
