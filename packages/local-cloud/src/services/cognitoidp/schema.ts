import type { SchemaAttributeType } from "@aws-sdk/client-cognito-identity-provider";
import { invalidParameter } from "./errors.ts";

const TEXT = { StringAttributeConstraints: { MinLength: "0", MaxLength: "2048" } };

function standard(Name: string, more: SchemaAttributeType = TEXT): SchemaAttributeType {
  const rest = { DeveloperOnlyAttribute: false, Mutable: true, Required: false };
  return { Name, AttributeDataType: "String", ...rest, ...more };
}

const FLAG: SchemaAttributeType = { AttributeDataType: "Boolean" };

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html */
const STANDARD: readonly SchemaAttributeType[] = [
  standard("sub", {
    Mutable: false,
    Required: true,
    StringAttributeConstraints: { MinLength: "1", MaxLength: "2048" },
  }),
  standard("name"),
  standard("given_name"),
  standard("family_name"),
  standard("middle_name"),
  standard("nickname"),
  standard("preferred_username"),
  standard("profile"),
  standard("picture"),
  standard("website"),
  standard("email"),
  standard("email_verified", FLAG),
  standard("gender"),
  standard("birthdate", { StringAttributeConstraints: { MinLength: "10", MaxLength: "10" } }),
  standard("zoneinfo"),
  standard("locale"),
  standard("phone_number"),
  standard("phone_number_verified", FLAG),
  standard("address"),
  standard("updated_at", {
    AttributeDataType: "Number",
    NumberAttributeConstraints: { MinValue: "0" },
  }),
];

const NAMES: ReadonlySet<string> = new Set(STANDARD.map(({ Name = "" }) => Name));
const MAX_CUSTOM = 50; // Amazon Cognito quotas, custom attributes of a user pool

/** Whether an attribute is one that every pool has. */
export function isStandard(name: string): boolean {
  return NAMES.has(name);
}

/**
 * The attributes of a new pool.
 *
 * @throws {AwsError} `InvalidParameterException`.
 */
export function schemaOf(given: readonly SchemaAttributeType[] = []): SchemaAttributeType[] {
  const changed = new Map(given.map((attribute) => [attribute.Name ?? "", attribute]));
  const standards = STANDARD.map((attribute) => ({
    ...attribute,
    ...defined(changed.get(attribute.Name ?? "")),
  }));
  const custom = given.filter(({ Name = "" }) => !NAMES.has(Name));
  return withCustom(standards, custom);
}

function defined(attribute: SchemaAttributeType | undefined): SchemaAttributeType {
  const entries = Object.entries(attribute ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}

/**
 * A schema with more custom attributes; their names get the prefix that AWS gives them.
 *
 * @throws {AwsError} `InvalidParameterException`.
 */
export function withCustom(
  schema: readonly SchemaAttributeType[],
  added: readonly SchemaAttributeType[],
): SchemaAttributeType[] {
  const all = [...schema];
  for (const attribute of added) {
    const made = customAttribute(attribute);
    if (all.some(({ Name }) => Name === made.Name)) {
      throw invalidParameter(`${made.Name}: Existing attribute already has name ${made.Name}.`);
    }
    all.push(made);
  }
  if (all.length - STANDARD.length > MAX_CUSTOM) {
    throw invalidParameter(`A user pool can have at most ${MAX_CUSTOM} custom attributes.`);
  }
  return all;
}

function customAttribute(attribute: SchemaAttributeType): SchemaAttributeType {
  const { Name = "", AttributeDataType = "String", DeveloperOnlyAttribute = false } = attribute;
  if (!/^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,20}$/u.test(Name)) {
    throw invalidParameter(`Invalid name of a custom attribute: ${Name}`);
  }
  if (attribute.Required === true) {
    throw invalidParameter("Required custom attributes are not supported currently.");
  }
  const limits = constraintsOf(AttributeDataType, attribute);
  return {
    Name: `${DeveloperOnlyAttribute ? "dev" : "custom"}:${Name}`,
    AttributeDataType,
    DeveloperOnlyAttribute,
    Mutable: attribute.Mutable ?? true,
    Required: false,
    ...limits,
  };
}

function constraintsOf(kind: string, attribute: SchemaAttributeType): SchemaAttributeType {
  if (kind === "String") {
    return { StringAttributeConstraints: { ...attribute.StringAttributeConstraints } };
  }
  if (kind === "Number") {
    return { NumberAttributeConstraints: { ...attribute.NumberAttributeConstraints } };
  }
  return {};
}
