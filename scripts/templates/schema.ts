import { RegoEngine, type StandardDiagnostic, TemplateFile } from "@aws/cloudformation-validate";
import type { Finding } from "./rule.ts";

/** Warnings that fail too: W3030 is a value that its enumeration does not have. */
const FATAL_WARNINGS = new Set(["W3030"]);

/** What the CLI's own output sets off, without meaning anything. */
const NOISE = [
  "W3005", // a DependsOn that a reference implies: the CLI writes many
  "W3011", // DeletionPolicy without UpdateReplacePolicy: the deployment bucket
  "I3011",
  "W9002",
  "I1022", // Fn::Join that could be Fn::Sub
];

/** AWS's checker of templates, loaded once: types, properties, values, references, IAM, schedules. */
export class SchemaChecker {
  readonly #engine = new RegoEngine();

  /** What AWS would refuse in a template file, and how many resources it has read. */
  check(service: string, path: string): { findings: readonly Finding[]; resources: number } {
    const { status, diagnostics, metadata } = this.#engine.validateStandard(
      new TemplateFile(path),
      { severityLevel: "WARN", exclude: { ids: NOISE } },
    );
    const findings = diagnostics.filter(isFailure).map((found) => findingOf(service, found));
    if (status === "ANALYSIS_INCOMPLETE") {
      const problem = "the checker could not read all of it";
      findings.push({ service, resource: "template", rule: "schema", problem });
    }
    return { findings, resources: metadata.resourcesScanned };
  }

  /** Gives back the engine's memory, which is not the garbage collector's. */
  [Symbol.dispose](): void {
    this.#engine.free();
  }
}

function isFailure({ severity, ruleId }: StandardDiagnostic): boolean {
  return severity === "ERROR" || severity === "FATAL" || FATAL_WARNINGS.has(ruleId);
}

function findingOf(
  service: string,
  { ruleId, message, entity, propertyPath }: StandardDiagnostic,
): Finding {
  const where = propertyPath === undefined ? "" : ` (${propertyPath})`;
  const resource = entity?.logicalId ?? "template";
  return { service, resource, rule: "schema", problem: `${ruleId}: ${message}${where}` };
}
