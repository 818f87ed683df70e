import { toConfiguration } from "../describe-function.ts";
import { functionArn, parseFunctionRef } from "../names.ts";
import type { LambdaOperation } from "../state.ts";

/**
 * The code's location is a name only: there is no bucket of Lambda's own to fetch it from.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html
 */
export const getFunction: LambdaOperation<"GetFunction"> = (input, ctx) => {
  const { registry } = ctx.state;
  const { config } = registry;
  const ref = parseFunctionRef(input.FunctionName, config, input.Qualifier);
  const { fn, version } = registry.resolve(ref);
  const { reservedConcurrency } = fn;
  return {
    Configuration: toConfiguration(version, { config, ...ref }),
    Code: {
      RepositoryType: "S3",
      Location: `${ctx.endpoint}/_local/lambda/${version.code.sha256}.zip`,
    },
    Tags: Object.keys(fn.tags).length === 0 ? undefined : { ...fn.tags },
    Concurrency:
      reservedConcurrency === undefined
        ? undefined
        : { ReservedConcurrentExecutions: reservedConcurrency },
  };
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export const getFunctionConfiguration: LambdaOperation<"GetFunctionConfiguration"> = (
  input,
  ctx,
) => {
  const { registry } = ctx.state;
  const { config } = registry;
  const ref = parseFunctionRef(input.FunctionName, config, input.Qualifier);
  return toConfiguration(registry.resolve(ref).version, { config, ...ref });
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionCodeSigningConfig.html */
export const getFunctionCodeSigningConfig: LambdaOperation<"GetFunctionCodeSigningConfig"> = (
  input,
  ctx,
) => {
  const { registry } = ctx.state;
  const { name } = registry.get(parseFunctionRef(input.FunctionName, registry.config));
  // A function without one has an empty ARN, not an error.
  return { CodeSigningConfigArn: "", FunctionName: name };
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetRuntimeManagementConfig.html */
export const getRuntimeManagementConfig: LambdaOperation<"GetRuntimeManagementConfig"> = (
  input,
  ctx,
) => {
  const { registry } = ctx.state;
  const ref = parseFunctionRef(input.FunctionName, registry.config, input.Qualifier);
  const { fn, version } = registry.resolve(ref);
  const FunctionArn = functionArn(registry.config, fn.name, version.version);
  return { UpdateRuntimeOn: "Auto", FunctionArn };
};
