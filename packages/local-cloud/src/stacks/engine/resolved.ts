import { resolveDynamicReferences } from "../evaluation/dynamic-references.ts";
import { partOfSecret, readSecretReference } from "../evaluation/secret-reference.ts";
import type { JsonObject } from "../json.ts";
import { callFor, type Run } from "./engine.ts";

/**
 * The properties with their dynamic references replaced, read anew for every try.
 *
 * @throws {AwsError} What Systems Manager and Secrets Manager answer.
 */
export async function resolved(run: Run, properties: JsonObject): Promise<JsonObject> {
  return resolveDynamicReferences(properties, {
    async parameter({ name, secure }) {
      const input = { Name: name, WithDecryption: secure };
      const { Parameter } = await callFor(run, ["ssm", "GetParameter"], input);
      return Parameter?.Value ?? "";
    },
    async secret(text) {
      const { jsonKey, ...input } = readSecretReference(text);
      const { SecretString = "" } = await callFor(run, ["secretsmanager", "GetSecretValue"], input);
      return partOfSecret(SecretString, { ...input, ...(jsonKey !== undefined && { jsonKey }) });
    },
  });
}
