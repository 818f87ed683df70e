import { AwsError } from "../../errors.ts";
import { type Diagnostic, describeDiagnostics } from "./asl/diagnostics.ts";
import { parseDefinition, type WorkflowType } from "./asl/parse-definition.ts";
import { checkResources } from "./check-emulated.ts";
import { constraintViolation } from "./errors.ts";

const MAX_DEFINITION_CHARACTERS = 1_048_576; // CreateStateMachine, `definition`

/** Everything wrong with a definition. @throws {NotEmulatedError} it needs what is not here. */
export async function diagnose(
  definition: string,
  type: WorkflowType,
): Promise<readonly Diagnostic[]> {
  if (definition.length > MAX_DEFINITION_CHARACTERS) {
    throw constraintViolation(
      "definition",
      `Member must have length less than or equal to ${MAX_DEFINITION_CHARACTERS}`,
    );
  }
  const parsed = parseDefinition(definition, type);
  return "diagnostics" in parsed ? parsed.diagnostics : checkResources(parsed.machine);
}

/** @throws {AwsError} `InvalidDefinition`, with all that is wrong. */
export async function checkDefinition(definition: string, type: WorkflowType): Promise<void> {
  const diagnostics = await diagnose(definition, type);
  if (diagnostics.length === 0) return;
  throw new AwsError("InvalidDefinition", describeDiagnostics(diagnostics));
}
