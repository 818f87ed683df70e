import { randomUUID } from "node:crypto";
import { AwsError } from "../../errors.ts";
import { fitsPayloadLimit } from "./asl/payload-limit.ts";
import { constraintViolation } from "./errors.ts";
import { checkName } from "./arns.ts";
import type { ExecutionRecord } from "./execution-store.ts";
import type { MachineRecord } from "./machine-store.ts";
import type { Run } from "./runner.ts";

/** What a caller gives for an execution. */
export interface StartRequest {
  readonly name?: string | undefined;
  readonly input?: string | undefined;
  readonly traceHeader?: string | undefined;
}

/**
 * The input of an execution as it is stored: the very text that was sent.
 *
 * @throws {AwsError} `InvalidExecutionInput`, `ValidationException`.
 */
function checkInput(input: string | undefined): string {
  if (input === undefined || input === "") return "{}";
  if (!fitsPayloadLimit(input)) {
    throw constraintViolation("input", "Member must have length less than or equal to 262144");
  }
  try {
    JSON.parse(input);
    return input;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError(
      "InvalidExecutionInput",
      `Invalid State Machine Execution Input: '${reason}'`,
    );
  }
}

/** Makes the record of a new execution. */
export function newExecution(
  machine: MachineRecord,
  request: StartRequest,
  at: { nowMs: number; arnOf: (name: string) => string },
): Run & { readonly record: ExecutionRecord } {
  const name = request.name === undefined ? randomUUID() : checkName(request.name);
  const record: ExecutionRecord = {
    arn: at.arnOf(name),
    machineArn: machine.arn,
    machineName: machine.name,
    name,
    status: "RUNNING",
    roleArn: machine.roleArn,
    input: checkInput(request.input),
    startedAtMs: at.nowMs,
    updatedAtMs: machine.updatedAtMs,
    ...(machine.revisionId === undefined ? {} : { revisionId: machine.revisionId }),
    ...(request.traceHeader === undefined ? {} : { traceHeader: request.traceHeader }),
    seed: randomUUID(),
  };
  const { definition, type, logging } = machine;
  return { record, definition, type, logging };
}
