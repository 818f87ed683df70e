import type { Model } from "@aws-sdk/client-api-gateway";
import type { ValidateFunction } from "ajv";
import draft04 from "ajv-draft-04";
import { badRequest } from "../errors.ts";
import { isRecord, own } from "../own.ts";

const MODEL_URL = /^https:\/\/apigateway\.amazonaws\.com\/restapis\/[^/]+\/models\/([a-zA-Z0-9]+)$/;

/**
 * Compiles the schema of a model; references to models of the same API are followed.
 *
 * @throws {AwsError} `BadRequestException` when the schema is no JSON, no schema, or refers to
 *   what is not there.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
 */
export function compileModel(
  schema: string,
  models: Readonly<Record<string, Model>>,
): ValidateFunction {
  const ajv = new draft04.default({
    strict: false,
    allErrors: false,
    validateFormats: false,
    logger: false,
  });
  try {
    return ajv.compile(withModels(read(schema), models));
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    throw badRequest(
      `Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified: ${reason}]`,
    );
  }
}

function read(schema: string): object {
  const value: unknown = JSON.parse(schema);
  if (!isRecord(value)) throw new SyntaxError("a schema is an object");
  return value;
}

/** Puts each model that is referred to, by its URL, among the definitions of the schema. */
function withModels(schema: object, models: Readonly<Record<string, Model>>): object {
  const used = new Map<string, object>();
  const point = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(point);
    if (!isRecord(value)) return value;
    const name = MODEL_URL.exec(String(own(value, "$ref")))?.[1];
    if (name === undefined) {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, point(inner)]));
    }
    include(name);
    return { $ref: `#/definitions/model:${name}` };
  };
  const include = (name: string): void => {
    if (used.has(name)) return;
    const model = own(models, name);
    if (model?.schema === undefined) throw new SyntaxError(`there is no model ${name}`);
    used.set(name, {}); // a model may refer to itself
    const pointed = point(read(model.schema));
    if (isRecord(pointed)) used.set(name, pointed);
  };
  const root = point(schema);
  if (!isRecord(root) || used.size === 0) return isRecord(root) ? root : schema;
  const given = own(root, "definitions");
  const definitions = [...used].map(([name, inner]) => [`model:${name}`, inner]);
  return {
    ...root,
    definitions: { ...(isRecord(given) ? given : {}), ...Object.fromEntries(definitions) },
  };
}
