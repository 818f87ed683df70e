import { resolveDynamicReferences } from "../evaluation/dynamic-references.ts";
import type { JsonObject } from "../json.ts";
import { callFor, type Run } from "./engine.ts";

/**
 * The properties with their dynamic references replaced, read anew for every try.
 *
 * @throws {AwsError} What Systems Manager answers.
 */
export async function resolved(run: Run, properties: JsonObject): Promise<JsonObject> {
  return resolveDynamicReferences(properties, async ({ name, secure }) => {
    const input = { Name: name, WithDecryption: secure };
    const { Parameter } = await callFor(run, ["ssm", "GetParameter"], input);
    return Parameter?.Value ?? "";
  });
}
