import type { Cloud } from "../../cloud.ts";
import type { FunctionRuntime } from "../../runtime/function-runtime.ts";
import type { Invocation, InvocationResult } from "../../runtime/function-spec.ts";
import { throttled } from "./errors.ts";
import { takeRole } from "./execution-role.ts";
import { functionSpecOf } from "./function-spec-of.ts";
import { functionArn, type FunctionRef } from "./names.ts";
import type { Registry, Resolved } from "./registry.ts";

/** The account's quota of executions at once. */
export const ACCOUNT_CONCURRENCY = 1000;

/** One execution with the version that it ran on. */
export interface Execution extends InvocationResult {
  readonly executedVersion: string;
}

/** Runs functions within their concurrency. */
export interface Executor {
  /**
   * @throws {AwsError} `ResourceNotFoundException`; `TooManyRequestsException` at a limit;
   *   `AccessDeniedException` for a role that does not trust Lambda.
   */
  execute(ref: FunctionRef, call: Omit<Invocation, "invokedArn">): Promise<Execution>;
}

/** What an executor works with. */
export interface ExecutorParts {
  readonly cloud: Cloud;
  readonly registry: Registry;
  readonly runtime: FunctionRuntime;
}

/** Makes the executor over all functions of the registry. */
export function createExecutor({ cloud, registry, runtime }: ExecutorParts): Executor {
  const running = new Map<string, number>();

  const reservedTotal = (): number =>
    registry.functions
      .entries()
      .reduce((sum, [, { reservedConcurrency = 0 }]) => sum + reservedConcurrency, 0);
  const unreservedRunning = (): number => {
    let sum = 0;
    for (const [name, count] of running) {
      if (registry.functions.get(name)?.reservedConcurrency === undefined) sum += count;
    }
    return sum;
  };
  const admit = ({ fn }: Resolved): void => {
    const own = running.get(fn.name) ?? 0;
    if (fn.reservedConcurrency !== undefined) {
      if (own < fn.reservedConcurrency) return;
      throw throttled("ReservedFunctionConcurrentInvocationLimitExceeded");
    }
    // Far below the quota the exact sum cannot matter.
    if (totalOf(running) < ACCOUNT_CONCURRENCY / 10) return;
    if (unreservedRunning() < ACCOUNT_CONCURRENCY - reservedTotal()) return;
    throw throttled("ConcurrentInvocationLimitExceeded");
  };

  return {
    async execute(ref, call) {
      const resolved = chooseVersion(registry.resolve(ref), registry);
      admit(resolved);
      const { name } = resolved.fn;
      running.set(name, (running.get(name) ?? 0) + 1);
      try {
        const invokedArn = functionArn(registry.config, name, ref.qualifier);
        const { roleArn } = resolved.version;
        await takeRole(cloud, { functionArn: functionArn(registry.config, name), roleArn });
        const spec = functionSpecOf(resolved, registry);
        const result = await runtime.invoke(spec, { ...call, invokedArn });
        return { ...result, executedVersion: resolved.version.version };
      } finally {
        const left = (running.get(name) ?? 1) - 1;
        if (left === 0) running.delete(name);
        else running.set(name, left);
      }
    },
  };
}

function totalOf(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}

/** An alias with weights sends that share of the calls to its other version. */
function chooseVersion(resolved: Resolved, registry: Registry): Resolved {
  let at = Math.random();
  for (const [version, share] of Object.entries(resolved.alias?.weights ?? {})) {
    if (at < share) return registry.resolve({ name: resolved.fn.name, qualifier: version });
    at -= share;
  }
  return resolved;
}
