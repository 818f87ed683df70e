import { randomUUID } from "node:crypto";
import { conflict, notFound } from "../errors.ts";
import { describeMapping } from "../event-sources/describe-mapping.ts";
import type { MappingRecord } from "../event-sources/mapping.ts";
import { readMapping } from "../event-sources/read-mapping.ts";
import { checkSource } from "../event-sources/check-source.ts";
import { parseFunctionRef } from "../names.ts";
import type { LambdaContext, LambdaOperation } from "../state.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export const createEventSourceMapping: LambdaOperation<"CreateEventSourceMapping"> = async (
  input,
  ctx,
) => {
  const { registry, eventSources, executor } = ctx.state;
  const ref = parseFunctionRef(input.FunctionName, registry.config);
  registry.resolve(ref);
  const mapping = readMapping(input, {
    uuid: randomUUID(),
    ...ref,
    modifiedAt: ctx.cloud.clock.now(),
  });
  const same = eventSources
    .list()
    .find((other) => other.sourceArn === mapping.sourceArn && sameFunction(other, mapping));
  if (same !== undefined) {
    throw conflict(
      `The event source arn (" ${mapping.sourceArn} ") and function (" ${mapping.functionName} ") provided mapping already exists. Please update or delete the existing mapping with UUID ${same.uuid}`,
    );
  }
  await checkSource(mapping, { cloud: ctx.cloud, registry, executor });
  await eventSources.add(mapping);
  ctx.reply.status = 202;
  return { ...describeMapping(mapping, ctx.state), State: "Creating" };
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html */
export const updateEventSourceMapping: LambdaOperation<"UpdateEventSourceMapping"> = (
  input,
  ctx,
) => {
  const { registry, eventSources } = ctx.state;
  const base = find(input.UUID, ctx);
  const ref =
    input.FunctionName === undefined
      ? { name: base.functionName, qualifier: base.qualifier }
      : parseFunctionRef(input.FunctionName, registry.config);
  const mapping = readMapping(
    { ...input, EventSourceArn: base.sourceArn, StartingPosition: base.startingPosition },
    { uuid: base.uuid, ...ref, base, modifiedAt: ctx.cloud.clock.now() },
  );
  eventSources.change(mapping);
  ctx.reply.status = 202;
  return describeMapping(mapping, ctx.state);
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetEventSourceMapping.html */
export const getEventSourceMapping: LambdaOperation<"GetEventSourceMapping"> = (input, ctx) =>
  describeMapping(find(input.UUID, ctx), ctx.state);

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteEventSourceMapping.html */
export const deleteEventSourceMapping: LambdaOperation<"DeleteEventSourceMapping"> = (
  input,
  ctx,
) => {
  const mapping = find(input.UUID, ctx);
  ctx.state.eventSources.remove(mapping.uuid);
  ctx.reply.status = 202;
  return { ...describeMapping(mapping, ctx.state), State: "Deleting" };
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html */
export const listEventSourceMappings: LambdaOperation<"ListEventSourceMappings"> = (input, ctx) => {
  const { registry, eventSources } = ctx.state;
  const { EventSourceArn: source, FunctionName: text } = input;
  const ref = text === undefined ? undefined : parseFunctionRef(text, registry.config);
  const found = eventSources
    .list()
    .filter(({ sourceArn }) => source === undefined || sourceArn === source)
    .filter(({ functionName }) => ref === undefined || functionName === ref.name);
  return { EventSourceMappings: found.map((mapping) => describeMapping(mapping, ctx.state)) };
};

function sameFunction(a: MappingRecord, b: MappingRecord): boolean {
  return a.functionName === b.functionName && a.qualifier === b.qualifier;
}

function find(uuid: string | undefined, ctx: LambdaContext): MappingRecord {
  const mapping = ctx.state.eventSources.get(uuid ?? "");
  if (mapping === undefined) throw notFound("The resource you requested does not exist.");
  return mapping;
}
