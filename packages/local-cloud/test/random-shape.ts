import type { NormalizedSchema } from "@smithy/core/schema";
import type { Random } from "../src/seeded-random.ts";

const MAX_DEPTH = 5;

/** A random value of a schema; `undefined` past the depth limit. */
export function randomValue(schema: NormalizedSchema, random: Random, depth = 0): unknown {
  if (schema.isUnitSchema()) return {};
  if (schema.isStructSchema()) return randomStructure(schema, random, depth);
  if (schema.isListSchema()) {
    const items = Array.from({ length: 1 + Math.floor(random() * 2) }, () =>
      randomValue(schema.getValueSchema(), random, depth + 1),
    );
    return items.includes(undefined) ? undefined : items;
  }
  if (schema.isMapSchema()) {
    const value = randomValue(schema.getValueSchema(), random, depth + 1);
    return value === undefined ? undefined : { [`k${Math.floor(random() * 100)}`]: value };
  }
  return randomScalar(schema, random);
}

function randomStructure(schema: NormalizedSchema, random: Random, depth: number): unknown {
  if (depth > MAX_DEPTH) return undefined;
  const out: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    if (schema.isUnionSchema() && Object.keys(out).length > 0) break;
    const value = randomValue(member, random, depth + 1);
    if (value !== undefined) out[name] = value;
  }
  return schema.isUnionSchema() && Object.keys(out).length === 0 ? undefined : out;
}

function randomScalar(schema: NormalizedSchema, random: Random): unknown {
  const number = Math.floor(random() * 1000) + 1;
  if (schema.isBlobSchema()) return new TextEncoder().encode(`blob-${number}`);
  if (schema.isTimestampSchema()) return new Date(1_700_000_000_000 + number * 1000);
  if (schema.isBooleanSchema()) return random() < 0.5;
  if (schema.isBigIntegerSchema()) return BigInt(number);
  if (schema.isNumericSchema()) return number;
  if (schema.isDocumentSchema()) return { some: "document" };
  return `text-${number}`;
}
