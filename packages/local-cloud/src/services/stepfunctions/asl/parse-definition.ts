import type * as z from "zod";
import { checkMachine } from "./check-machine.ts";
import { StateMachine } from "./definition.ts";
import { type Diagnostic, schemaFault } from "./diagnostics.ts";
import { isJsonObject, type Json, parseJson } from "./json.ts";

/** Standard and express workflows allow different integrations. */
export type WorkflowType = "STANDARD" | "EXPRESS";

/** A definition that holds, or what is wrong with it. */
export type ParsedDefinition =
  | { readonly machine: StateMachine }
  | { readonly diagnostics: readonly Diagnostic[] };

function locate(path: readonly PropertyKey[]): string {
  return `/${path.map(String).join("/")}`;
}

/** Missing fields of one object are reported together, as AWS does. */
function missingFields(issues: readonly z.core.$ZodIssue[]): readonly Diagnostic[] {
  const byLocation = new Map<string, string[]>();
  for (const { path } of issues) {
    const location = locate(path.slice(0, -1));
    const names = byLocation.get(location) ?? [];
    names.push(String(path.at(-1)));
    byLocation.set(location, names);
  }
  return [...byLocation].map(([location, names]) =>
    schemaFault(`These fields are required: [${names.toSorted().join(", ")}]`, location),
  );
}

function isMissing(issue: z.core.$ZodIssue): boolean {
  return issue.code === "invalid_type" && issue.message.endsWith("received undefined");
}

function faultsOf(issue: z.core.$ZodIssue): readonly Diagnostic[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) =>
      schemaFault("Field is not supported", locate([...issue.path, key])),
    );
  }
  if (issue.code === "invalid_union" && issue.path.at(-1) === "Type") {
    return [schemaFault("Value is not a valid state Type", locate(issue.path))];
  }
  return [schemaFault(issue.message, locate(issue.path))];
}

function diagnose({ issues }: z.core.$ZodError): readonly Diagnostic[] {
  const missing = issues.filter(isMissing);
  const others = issues.filter((issue) => !isMissing(issue));
  return [...missingFields(missing), ...others.flatMap(faultsOf)];
}

const NOT_AN_OBJECT: Diagnostic = {
  code: "SCHEMA_VALIDATION_FAILED",
  message: "Definition must be a valid JSON object",
};

function parseText(text: string): { readonly json: Json } | Diagnostic {
  try {
    return { json: text === "" ? null : parseJson(text) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { code: "INVALID_JSON_DESCRIPTION", message };
  }
}

/** Reads a definition; what can be known to fail before an execution starts is a diagnostic. */
export function parseDefinition(text: string, type: WorkflowType): ParsedDefinition {
  const read = parseText(text);
  if (!("json" in read)) return { diagnostics: [read] };
  const { json } = read;
  if (!isJsonObject(json)) return { diagnostics: [NOT_AN_OBJECT] };
  try {
    const parsed = StateMachine.safeParse(json);
    if (!parsed.success) return { diagnostics: diagnose(parsed.error) };
    const diagnostics = checkMachine(parsed.data, type);
    return diagnostics.length > 0 ? { diagnostics } : { machine: parsed.data };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { diagnostics: [schemaFault("The definition is nested too deeply", "/")] };
  }
}
