import type { NormalizedSchema } from "@smithy/core/schema";
import { requiredMembers } from "../../../protocol/bindings.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject, own } from "../asl/json.ts";

/** Turns parameters of a task into the input of an operation, collecting what is wrong with them. */
interface Conversion {
  /** Optimised integrations write objects into text members as JSON; the SDK's refuse them. */
  readonly sdk: boolean;
  readonly faults: string[];
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function structInput(schema: NormalizedSchema, value: Json, conversion: Conversion): Json {
  if (!isJsonObject(value)) return value;
  const members = new Map(
    [...schema.structIterator()].map(([name, member]) => [pascal(name), { name, member }]),
  );
  const entries: [string, Json][] = [];
  for (const [key, given] of Object.entries(value)) {
    const found = members.get(key);
    if (found === undefined) {
      conversion.faults.push(`The field '${key}' is not supported by Step Functions`);
    } else if (given !== null) {
      entries.push([found.name, toInput(found.member, given, conversion)]);
    }
  }
  for (const name of requiredMembers(schema)) {
    if (own(value, pascal(name)) === undefined) {
      conversion.faults.push(`The field '${pascal(name)}' is required but was missing`);
    }
  }
  return Object.fromEntries(entries);
}

function textInput(schema: NormalizedSchema, value: Json, conversion: Conversion): Json {
  if (typeof value === "string") return value;
  if (typeof value === "object" && conversion.sdk) {
    const field = pascal(schema.getMemberName());
    conversion.faults.push(`The value for the field '${field}' must be a STRING`);
  }
  return JSON.stringify(value);
}

function toInput(schema: NormalizedSchema, value: Json, conversion: Conversion): Json {
  if (schema.isStructSchema()) return structInput(schema, value, conversion);
  if (schema.isListSchema() && isJsonArray(value)) {
    return value.map((item) => toInput(schema.getValueSchema(), item, conversion));
  }
  if (schema.isMapSchema() && isJsonObject(value)) {
    const member = schema.getValueSchema();
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, toInput(member, item, conversion)]),
    );
  }
  if (schema.isStringSchema()) return textInput(schema, value, conversion);
  if (!schema.isBlobSchema()) return value;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return Buffer.from(text).toString("base64");
}

/** The input of an operation, or what is wrong with the parameters. */
export function operationInput(
  schema: NormalizedSchema,
  parameters: Json,
  sdk: boolean,
): { readonly input: Json; readonly faults: readonly string[] } {
  const conversion: Conversion = { sdk, faults: [] };
  const input = toInput(schema, parameters, conversion);
  return { input, faults: conversion.faults };
}

function structOutput(schema: NormalizedSchema, value: JsonObject): JsonObject {
  const entries: [string, Json][] = [];
  for (const [name, member] of schema.structIterator()) {
    const found = own(value, name);
    if (found !== undefined && found !== null)
      entries.push([pascal(name), taskOutput(member, found)]);
  }
  return Object.fromEntries(entries);
}

function mapOutput(schema: NormalizedSchema, value: JsonObject): JsonObject {
  const member = schema.getValueSchema();
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, taskOutput(member, item)]),
  );
}

/** The answer of an operation as a task sees it: members in PascalCase, bytes as text. */
export function taskOutput(schema: NormalizedSchema, value: Json): Json {
  if (isJsonObject(value)) {
    if (schema.isStructSchema()) return structOutput(schema, value);
    return schema.isMapSchema() ? mapOutput(schema, value) : value;
  }
  if (isJsonArray(value) && schema.isListSchema()) {
    return value.map((item) => taskOutput(schema.getValueSchema(), item));
  }
  const isBytes = schema.isBlobSchema() && typeof value === "string";
  return isBytes ? Buffer.from(value, "base64").toString() : value;
}
