import type * as Lambda from "@aws-sdk/client-lambda";
import type { FunctionEventInvokeConfig } from "@aws-sdk/client-lambda";
import { present } from "../../../present.ts";
import type { In } from "../../../service.ts";
import { invalidParameter, notFound, validationError } from "../errors.ts";
import type { EventInvokeRecord } from "../model.ts";
import { functionArn, parseFunctionRef } from "../names.ts";
import { page } from "../paging.ts";
import type { Registry } from "../registry.ts";
import type { LambdaOperation } from "../state.ts";

type Input = In<typeof Lambda, "PutFunctionEventInvokeConfig">;

const MAX_RETRIES = 2;
const AGE_SECONDS = { lowest: 60, highest: 21_600 };
const DESTINATION = /^arn:aws[a-zA-Z-]*:(sqs|sns|lambda|events):/;

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html */
export const putFunctionEventInvokeConfig: LambdaOperation<"PutFunctionEventInvokeConfig"> = (
  input,
  ctx,
) => {
  const { registry } = ctx.state;
  const at = target(input, registry);
  const record = readConfig(input, ctx.cloud.clock.now());
  registry.eventInvokes.put(at.key, record);
  return describe(at.arn, record);
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionEventInvokeConfig.html */
export const updateFunctionEventInvokeConfig: LambdaOperation<"UpdateFunctionEventInvokeConfig"> = (
  input,
  ctx,
) => {
  const { registry } = ctx.state;
  const at = target(input, registry);
  const record = { ...find(at, registry), ...readConfig(input, ctx.cloud.clock.now()) };
  registry.eventInvokes.put(at.key, record);
  return describe(at.arn, record);
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html */
export const getFunctionEventInvokeConfig: LambdaOperation<"GetFunctionEventInvokeConfig"> = (
  input,
  ctx,
) => {
  const at = target(input, ctx.state.registry);
  return describe(at.arn, find(at, ctx.state.registry));
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionEventInvokeConfig.html */
export const deleteFunctionEventInvokeConfig: LambdaOperation<"DeleteFunctionEventInvokeConfig"> = (
  input,
  ctx,
) => {
  const { registry } = ctx.state;
  const at = target(input, registry);
  find(at, registry);
  registry.eventInvokes.delete(at.key);
  ctx.reply.status = 204;
  return {};
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionEventInvokeConfigs.html */
export const listFunctionEventInvokeConfigs: LambdaOperation<"ListFunctionEventInvokeConfigs"> = (
  input,
  ctx,
) => {
  const { registry } = ctx.state;
  const { name } = registry.get(parseFunctionRef(input.FunctionName, registry.config));
  const found = registry.eventInvokes.entries({ prefix: `${name}:` });
  const { items, NextMarker } = page(found, input);
  return {
    FunctionEventInvokeConfigs: items.map(([key, record]) =>
      describe(functionArn(registry.config, name, key.slice(name.length + 1)), record),
    ),
    NextMarker,
  };
};

function target(
  input: { FunctionName?: string | undefined; Qualifier?: string | undefined },
  registry: Registry,
): { key: string; arn: string } {
  const ref = parseFunctionRef(input.FunctionName, registry.config, input.Qualifier);
  registry.resolve(ref);
  const qualifier = ref.qualifier ?? "$LATEST";
  const arn = functionArn(registry.config, ref.name, qualifier);
  return { key: `${ref.name}:${qualifier}`, arn };
}

function find(at: { key: string; arn: string }, registry: Registry): EventInvokeRecord {
  const record = registry.eventInvokes.get(at.key);
  if (record !== undefined) return record;
  throw notFound(`The function ${at.arn} doesn't have an EventInvokeConfig`);
}

function readConfig(input: Input, modifiedAt: number): EventInvokeRecord {
  const { MaximumRetryAttempts: maxRetries, MaximumEventAgeInSeconds: maxAgeSeconds } = input;
  checkRange("maximumRetryAttempts", maxRetries, { lowest: 0, highest: MAX_RETRIES });
  checkRange("maximumEventAgeInSeconds", maxAgeSeconds, AGE_SECONDS);
  const { OnSuccess, OnFailure } = input.DestinationConfig ?? {};
  return present({
    modifiedAt,
    maxRetries,
    maxAgeSeconds,
    onSuccess: readDestination(OnSuccess?.Destination),
    onFailure: readDestination(OnFailure?.Destination),
  });
}

function checkRange(
  member: string,
  value: number | undefined,
  { lowest, highest }: { lowest: number; highest: number },
): void {
  if (value === undefined || (value >= lowest && value <= highest)) return;
  throw validationError(member, value, `Member must have value between ${lowest} and ${highest}`);
}

function readDestination(arn: string | undefined): string | undefined {
  if (arn === undefined || arn === "") return undefined;
  if (DESTINATION.test(arn)) return arn;
  throw invalidParameter(
    `The provided destination config DestinationConfig is not supported: ${arn}`,
  );
}

function describe(arn: string, record: EventInvokeRecord): FunctionEventInvokeConfig {
  return {
    LastModified: new Date(record.modifiedAt),
    FunctionArn: arn,
    MaximumRetryAttempts: record.maxRetries,
    MaximumEventAgeInSeconds: record.maxAgeSeconds,
    DestinationConfig: {
      OnSuccess: present({ Destination: record.onSuccess }),
      OnFailure: present({ Destination: record.onFailure }),
    },
  };
}
