import { AwsError } from "../../errors.ts";
import { evaluate } from "../evaluation/evaluate.ts";
import { localUrls } from "../local-urls.ts";
import type { Json } from "../json.ts";
import type { Model } from "../model.ts";
import type { OutputRecord } from "../records.ts";
import type { Run } from "./engine.ts";

/**
 * Evaluates the outputs, and refuses what would break other stacks.
 *
 * @throws {AwsError} `ValidationError`: an export is taken, or one in use changes or goes.
 */
export function evaluateOutputs(run: Run, model: Model): OutputRecord[] {
  const outputs = [...model.outputs].map(([key, declaration]): OutputRecord => {
    const text = asText(key, evaluate(declaration.Value, model.scope));
    const value = localUrls(text, run.engine.cloud);
    const description = textOrNothing(declaration.Description, model);
    const exportName = textOrNothing(declaration.Export?.Name, model);
    return {
      key,
      value,
      ...(description === undefined ? {} : { description }),
      ...(exportName === undefined ? {} : { exportName }),
    };
  });
  refuseTakenNames(run, outputs);
  refuseBreakingImports(run, outputs);
  return outputs;
}

/**
 * Refuses to end exports that other stacks import.
 *
 * @throws {AwsError} `ValidationError` naming the export and the stack.
 */
export function refuseBreakingImports(
  { engine, stack }: Run,
  outputs: readonly OutputRecord[],
): void {
  for (const { exportName, value } of stack.outputs) {
    if (exportName === undefined) continue;
    const users = engine.store.importers(exportName).filter(({ id }) => id !== stack.id);
    if (users.length === 0) continue;
    const kept = outputs.find((output) => output.exportName === exportName);
    const names = users.map(({ name }) => name).join(", ");
    if (kept === undefined) {
      throw new AwsError(
        "ValidationError",
        `Export ${exportName} cannot be deleted as it is in use by ${names}`,
      );
    }
    if (kept.value !== value) {
      throw new AwsError(
        "ValidationError",
        `Export ${exportName} cannot be updated as it is in use by ${names}`,
      );
    }
  }
}

function refuseTakenNames({ engine, stack }: Run, outputs: readonly OutputRecord[]): void {
  const seen = new Set<string>();
  const taken = new Map(engine.store.exports().map((entry) => [entry.name, entry.stack]));
  for (const { exportName } of outputs) {
    if (exportName === undefined) continue;
    const owner = taken.get(exportName);
    if (owner !== undefined && owner.id !== stack.id) {
      throw new AwsError(
        "ValidationError",
        `Export with name ${exportName} is already exported by stack ${owner.name}. Rename the export.`,
      );
    }
    if (seen.has(exportName)) {
      throw new AwsError("ValidationError", `Duplicate Export name ${exportName} in template.`);
    }
    seen.add(exportName);
  }
}

function textOrNothing(value: Json | undefined, model: Model): string | undefined {
  if (value === undefined) return undefined;
  const result = evaluate(value, model.scope);
  return typeof result === "string" ? result : undefined;
}

function asText(key: string, value: Json | undefined): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new AwsError(
    "ValidationError",
    `Template format error: Output ${key} is malformed. The Value field of every Outputs member must evaluate to a String.`,
  );
}
