import { randomUUID } from "node:crypto";
import { readArchive } from "../code-source.ts";
import { readConfiguration } from "../configuration.ts";
import { toConfiguration } from "../describe-function.ts";
import { checkRole } from "../execution-role.ts";
import { conflict } from "../errors.ts";
import { layerCode } from "../function-spec-of.ts";
import { lambdaTime, type FunctionRecord } from "../model.ts";
import { functionArn, parseFunctionRef } from "../names.ts";
import { describeVersion, publishVersion } from "../publish.ts";
import type { LambdaOperation } from "../state.ts";

const FIRST_VERSION = 1;

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export const createFunction: LambdaOperation<"CreateFunction"> = async (input, ctx) => {
  const { registry } = ctx.state;
  const { name } = parseFunctionRef(input.FunctionName, registry.config);
  const refuseExisting = (): void => {
    if (registry.functions.get(name) !== undefined) {
      throw conflict(`Function already exist: ${name}`);
    }
  };
  refuseExisting();
  const configuration = readConfiguration(input, name);
  const { roleArn } = configuration;
  checkRole(ctx.cloud, { functionArn: functionArn(registry.config, name), roleArn });
  for (const arn of configuration.layers) layerCode(arn, registry);
  const code = await readArchive(input.Code ?? {}, ctx);
  refuseExisting(); // while the archive was fetched
  const now = ctx.cloud.clock.now();
  const fn: FunctionRecord = {
    name,
    nextVersion: FIRST_VERSION,
    tags: input.Tags ?? {},
    latest: {
      ...configuration,
      version: "$LATEST",
      code,
      architecture: input.Architectures?.[0] ?? "x86_64",
      lastModified: lambdaTime(now),
      revisionId: randomUUID(),
    },
  };
  registry.functions.put(name, fn);
  ctx.reply.status = 201;
  if (input.Publish !== true) return toConfiguration(fn.latest, { config: registry.config, name });
  const version = publishVersion(fn, { registry, store: ctx.cloud.store, now });
  return describeVersion(fn, version, registry);
};
