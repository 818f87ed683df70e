import { ConditionalCheckFailedException, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { orUnavailable } from "./or-unavailable.ts";

/** An item as DynamoDB's API has it. */
export type Item = Record<string, AttributeValue>;

/** Strings, numbers and flags as DynamoDB has them; what is undefined is left out. */
export function toItem(
  values: Readonly<Record<string, string | number | boolean | undefined>>,
): Item {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, AttributeValue][] => {
      if (value === undefined) return [];
      if (typeof value === "boolean") return [[name, { BOOL: value }]];
      return [[name, typeof value === "number" ? { N: String(value) } : { S: value }]];
    }),
  );
}

/** The answer of a conditional write; undefined when it did not take place. */
export async function ifHeld<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await orUnavailable("TableUnavailable", call);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
