import type { Model } from "@aws-sdk/client-api-gateway";
import { compileModel } from "../http/model-schema.ts";
import { isRecord } from "../own.ts";
import { newId } from "../new-id.ts";
import type { OpenApiDocument } from "./open-api-document.ts";

const REFERENCE = /^#\/(?:components\/schemas|definitions)\/([^/]+)$/;

/** The models of an API that is being imported; schemas that stand in operations get names. */
export interface ImportedModels {
  readonly models: Record<string, Model>;
  /** The name of the model for a schema. */
  nameOf(schema: object): string;
}

/**
 * Makes the models of a description; references lead to models instead.
 *
 * @throws {AwsError} `BadRequestException` for what is no schema.
 */
export function importModels(document: OpenApiDocument, apiId: string): ImportedModels {
  const schemas = { ...document.definitions, ...document.components?.schemas };
  const models: Record<string, Model> = {};
  const add = (name: string, schema: object): string => {
    const text = JSON.stringify(pointToModels(schema, apiId));
    models[name] = { id: newId(6), name, contentType: "application/json", schema: text };
    return name;
  };
  for (const [name, schema] of Object.entries(schemas)) add(modelName(name), schema);
  for (const { schema = "{}" } of Object.values(models)) compileModel(schema, models);
  return {
    models,
    nameOf(schema) {
      const reference = "$ref" in schema ? REFERENCE.exec(String(schema.$ref)) : null;
      if (reference !== null) return modelName(reference[1] ?? "");
      const name = add(`MODEL${newId(6)}`, schema);
      compileModel(models[name]?.schema ?? "{}", models);
      return name;
    },
  };
}

/** Names of models are letters and digits only. */
function modelName(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9]/g, "");
}

function pointToModels(value: unknown, apiId: string): unknown {
  if (Array.isArray(value)) return value.map((item) => pointToModels(item, apiId));
  if (!isRecord(value)) return value;
  const pointed = Object.entries(value).map(([name, inner]) => {
    const referred = name === "$ref" ? REFERENCE.exec(String(inner))?.[1] : undefined;
    if (referred === undefined) return [name, pointToModels(inner, apiId)];
    const model = modelName(referred);
    return [name, `https://apigateway.amazonaws.com/restapis/${apiId}/models/${model}`];
  });
  return Object.fromEntries(pointed);
}
