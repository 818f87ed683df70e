import { randomUUID } from "node:crypto";
import { readArchive } from "../code-source.ts";
import { toConfiguration } from "../describe-function.ts";
import { staleRevision } from "../errors.ts";
import { lambdaTime, type FunctionRecord } from "../model.ts";
import { functionArn, parseFunctionRef } from "../names.ts";
import { describeVersion, publishVersion } from "../publish.ts";
import type { LambdaOperation } from "../state.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html */
export const updateFunctionCode: LambdaOperation<"UpdateFunctionCode"> = async (input, ctx) => {
  const { registry, runtime } = ctx.state;
  const { config } = registry;
  const { name } = parseFunctionRef(input.FunctionName, config);
  registry.get({ name });
  const code = await readArchive(input, ctx);
  const { latest, ...rest } = registry.get({ name });
  if (input.RevisionId !== undefined && input.RevisionId !== latest.revisionId) {
    throw staleRevision();
  }
  const now = ctx.cloud.clock.now();
  const fn: FunctionRecord = {
    ...rest,
    latest: {
      ...latest,
      code,
      architecture: input.Architectures?.[0] ?? latest.architecture,
      lastModified: lambdaTime(now),
      revisionId: randomUUID(),
    },
  };
  if (input.DryRun === true) return toConfiguration(fn.latest, { config, name });
  registry.functions.put(name, fn);
  runtime.retire(functionArn(config, name));
  if (input.Publish !== true) return toConfiguration(fn.latest, { config, name });
  const version = publishVersion(fn, { registry, store: ctx.cloud.store, now });
  return describeVersion(fn, version, registry);
};
