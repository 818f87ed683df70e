import { randomUUID } from "node:crypto";
import { readConfiguration } from "../configuration.ts";
import { toConfiguration } from "../describe-function.ts";
import { checkRole } from "../execution-role.ts";
import { staleRevision } from "../errors.ts";
import { layerCode } from "../function-spec-of.ts";
import { lambdaTime, type VersionRecord } from "../model.ts";
import { functionArn, parseFunctionRef } from "../names.ts";
import type { LambdaOperation } from "../state.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html */
export const updateFunctionConfiguration: LambdaOperation<"UpdateFunctionConfiguration"> = (
  input,
  ctx,
) => {
  const { registry, runtime } = ctx.state;
  const { config } = registry;
  const { name } = parseFunctionRef(input.FunctionName, config);
  const fn = registry.get({ name });
  if (input.RevisionId !== undefined && input.RevisionId !== fn.latest.revisionId) {
    throw staleRevision();
  }
  const configuration = readConfiguration(input, name, fn.latest);
  const { roleArn } = configuration;
  checkRole(ctx.cloud, { functionArn: functionArn(config, name), roleArn });
  for (const arn of configuration.layers) layerCode(arn, registry);
  const { version, code, architecture } = fn.latest;
  const latest: VersionRecord = {
    ...configuration,
    version,
    code,
    architecture,
    lastModified: lambdaTime(ctx.cloud.clock.now()),
    revisionId: randomUUID(),
  };
  registry.functions.put(name, { ...fn, latest });
  runtime.retire(functionArn(config, name));
  return toConfiguration(latest, { config, name });
};
