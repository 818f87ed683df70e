import type { CloudConfig } from "../../cloud.ts";
import { invalidArn, invalidName } from "./errors.ts";

const MAX_NAME_CHARACTERS = 80; // of state machines and executions; StartExecution
// Space, brackets, wildcards, special characters and control characters; CreateStateMachine, `name`
const FORBIDDEN_IN_NAME = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u;

/** What an ARN of Step Functions names. */
interface ParsedArn {
  readonly type: string;
  /** What follows the type: a machine's name, or machine and execution. */
  readonly names: readonly string[];
}

/** @throws {AwsError} `InvalidName`. */
export function checkName(name: string): string {
  const isFitting = name.length > 0 && name.length <= MAX_NAME_CHARACTERS;
  if (isFitting && !FORBIDDEN_IN_NAME.test(name)) return name;
  throw invalidName(name);
}

export function stateMachineArn({ region, accountId }: CloudConfig, name: string): string {
  return `arn:aws:states:${region}:${accountId}:stateMachine:${name}`;
}

/** The ARN of an execution; an express one also has an id, because its name may be used again. */
export function executionArn(
  { region, accountId }: CloudConfig,
  execution: { machine: string; name: string; expressId?: string },
): string {
  const { machine, name, expressId } = execution;
  const head = `arn:aws:states:${region}:${accountId}`;
  return expressId === undefined
    ? `${head}:execution:${machine}:${name}`
    : `${head}:express:${machine}:${name}:${expressId}`;
}

function parse(arn: string): ParsedArn {
  const parts = arn.split(":");
  const [prefix, partition, service, , , type, ...names] = parts;
  if (prefix !== "arn" || partition !== "aws" || service !== "states") {
    throw invalidArn(`Invalid ARN prefix: ${arn}`);
  }
  if (type === undefined || names.length === 0 || names.includes("")) {
    throw invalidArn(`Resource type not valid in this context: ${type ?? ""}`);
  }
  return { type, names };
}

/**
 * Checks that an ARN is one of a state machine.
 *
 * @throws {AwsError} `InvalidArn`.
 */
export function asStateMachineArn(arn: string | undefined): string {
  const { type } = parse(arn ?? "");
  if (type === "stateMachine") return arn ?? "";
  throw invalidArn(`Resource type not valid in this context: ${type}`);
}

/**
 * Checks that an ARN is one of a standard execution.
 *
 * @throws {AwsError} `InvalidArn`.
 */
export function asExecutionArn(arn: string | undefined): string {
  const { type, names } = parse(arn ?? "");
  if (type === "execution" && names.length === 2) return arn ?? "";
  throw invalidArn(`Resource type not valid in this context: ${type}`);
}
