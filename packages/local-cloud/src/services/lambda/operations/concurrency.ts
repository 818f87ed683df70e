import { invalidParameter, validationError } from "../errors.ts";
import { ACCOUNT_CONCURRENCY } from "../executor.ts";
import { parseFunctionRef } from "../names.ts";
import type { Registry } from "../registry.ts";
import type { LambdaOperation } from "../state.ts";

const MIN_UNRESERVED = 100; // what must stay for the functions without a reservation; Lambda quotas

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html */
export const putFunctionConcurrency: LambdaOperation<"PutFunctionConcurrency"> = (input, ctx) => {
  const { registry } = ctx.state;
  const fn = registry.get(parseFunctionRef(input.FunctionName, registry.config));
  const reserved = input.ReservedConcurrentExecutions ?? 0;
  if (reserved < 0) {
    const rule = "Member must have value greater than or equal to 0";
    throw validationError("reservedConcurrentExecutions", reserved, rule);
  }
  const others = reservedTotal(registry) - (fn.reservedConcurrency ?? 0);
  if (ACCOUNT_CONCURRENCY - others - reserved < MIN_UNRESERVED) {
    throw invalidParameter(
      `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${MIN_UNRESERVED}].`,
    );
  }
  registry.functions.put(fn.name, { ...fn, reservedConcurrency: reserved });
  return { ReservedConcurrentExecutions: reserved };
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html */
export const getFunctionConcurrency: LambdaOperation<"GetFunctionConcurrency"> = (input, ctx) => {
  const { registry } = ctx.state;
  const fn = registry.get(parseFunctionRef(input.FunctionName, registry.config));
  return { ReservedConcurrentExecutions: fn.reservedConcurrency };
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionConcurrency.html */
export const deleteFunctionConcurrency: LambdaOperation<"DeleteFunctionConcurrency"> = (
  input,
  ctx,
) => {
  const { registry } = ctx.state;
  const fn = registry.get(parseFunctionRef(input.FunctionName, registry.config));
  const { reservedConcurrency: _, ...rest } = fn;
  registry.functions.put(fn.name, rest);
  ctx.reply.status = 204;
  return {};
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html */
export const getAccountSettings: LambdaOperation<"GetAccountSettings"> = (_input, ctx) => {
  const { registry } = ctx.state;
  const functions = registry.functions.entries().map(([, fn]) => fn);
  const codeBytes = functions.reduce((sum, { latest }) => sum + latest.code.sizeBytes, 0);
  return {
    AccountLimit: {
      TotalCodeSize: 80_530_636_800, // 75 GB; Lambda quotas
      CodeSizeUnzipped: 262_144_000,
      CodeSizeZipped: 52_428_800,
      ConcurrentExecutions: ACCOUNT_CONCURRENCY,
      UnreservedConcurrentExecutions: ACCOUNT_CONCURRENCY - reservedTotal(registry),
    },
    AccountUsage: { TotalCodeSize: codeBytes, FunctionCount: functions.length },
  };
};

function reservedTotal(registry: Registry): number {
  return registry.functions
    .entries()
    .reduce((sum, [, { reservedConcurrency = 0 }]) => sum + reservedConcurrency, 0);
}
