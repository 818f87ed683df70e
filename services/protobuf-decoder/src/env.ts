import { AWS_VARIABLES } from "@blueprints/lambda-kit/aws-client";
import { ConfigError, readEnvironment } from "@blueprints/lambda-kit/config";
import * as z from "zod/mini";
import { anyFraming } from "./domain/any-framing.ts";
import { confluentFraming } from "./domain/confluent-framing.ts";
import type { DecodingRules } from "./domain/batch-plan.ts";
import { plainFraming, type Framing } from "./domain/framing.ts";
import { glueFraming } from "./domain/glue-framing.ts";
import type { SchemaIds } from "./domain/schema-ids.ts";

const Name = z.string().check(z.minLength(1));
const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** JSON text of an object: schemas, as their framing names them, to type names. */
function schemaIds(names: RegExp) {
  return z.pipe(
    z.transform((text: unknown): unknown => {
      try {
        return JSON.parse(String(text));
      } catch {
        return undefined; // no object, and so refused by the schema
      }
    }),
    z.record(z.string().check(z.regex(names)), Name),
  );
}

/** How a stream's records are framed, with what that framing needs. */
const FramingSettings = z.discriminatedUnion("RECORD_FORMAT", [
  z.object({ RECORD_FORMAT: z.literal("plain"), MESSAGE_TYPE: Name }),
  z.object({ RECORD_FORMAT: z.literal("any") }),
  z.object({
    RECORD_FORMAT: z.literal("glue"),
    SCHEMA_IDS: schemaIds(new RegExp(`^${UUID}(?:/[1-9]\\d*)?$`, "u")),
  }),
  z.object({
    RECORD_FORMAT: z.literal("confluent"),
    SCHEMA_IDS: schemaIds(/^(?:0|[1-9]\d*)(?:\/\d+(?:\.\d+)*)?$/u),
  }),
]);

const Settings = z.object({
  ...AWS_VARIABLES,
  DESTINATION_BUCKET: Name,
  PROGRESS_TABLE: Name,
  QUARANTINE_PREFIX: z.string().check(z.regex(/^[\w-]+\/$/u)),
  OUTPUT_MODE: z.enum(["batch", "record"]),
  STREAM_RETENTION_HOURS: z.coerce.number().check(z.gte(24), z.lte(8760)),
  METRICS_NAMESPACE: Name,
});

/** What the function was deployed with. */
export interface Env extends z.infer<typeof Settings> {
  readonly rules: DecodingRules;
}

interface ChosenFraming {
  readonly framing: Framing;
  /** Of the types that the settings name. */
  readonly typeNames: readonly string[];
}

function ofSchemas(
  framing: (schemas: SchemaIds) => Framing,
  ids: Readonly<Record<string, string>>,
): ChosenFraming {
  return { framing: framing(new Map(Object.entries(ids))), typeNames: Object.values(ids) };
}

function framingOf(settings: z.infer<typeof FramingSettings>): ChosenFraming {
  switch (settings.RECORD_FORMAT) {
    case "plain": {
      const { MESSAGE_TYPE: typeName } = settings;
      return { framing: plainFraming(typeName), typeNames: [typeName] };
    }
    case "any":
      return { framing: anyFraming, typeNames: [] };
    case "glue":
      return ofSchemas(glueFraming, settings.SCHEMA_IDS);
    case "confluent":
      return ofSchemas(confluentFraming, settings.SCHEMA_IDS);
  }
}

/**
 * Reads the environment.
 *
 * @throws {ConfigError} A variable is missing or wrong, or names a message type that has no decoder.
 */
export function readEnv(
  decoders: DecodingRules["decoders"],
  environment?: Readonly<Record<string, string | undefined>>,
): Env {
  const env = readEnvironment(Settings, environment);
  const { framing, typeNames } = framingOf(readEnvironment(FramingSettings, environment));
  const unknown = typeNames.find((typeName) => !decoders.has(typeName));
  if (unknown !== undefined) {
    throw new ConfigError(`environment: there is no decoder of the message type ${unknown}`);
  }
  const { QUARANTINE_PREFIX: quarantinePrefix, OUTPUT_MODE: outputMode } = env;
  if (decoders.has(quarantinePrefix.slice(0, -1))) {
    throw new ConfigError("environment: QUARANTINE_PREFIX is also the name of a message type");
  }
  return { ...env, rules: { framing, decoders, outputMode, quarantinePrefix } };
}
