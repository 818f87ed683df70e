import { randomUUID } from "node:crypto";
import type * as EventBridge from "@aws-sdk/client-eventbridge";
import type { CallContext, In, Operation } from "../../../service.ts";
import { invalid } from "../errors.ts";
import { findBus, putRule as store, ruleKey, type EventsState } from "../events-state.ts";
import type { EventBus, Rule } from "../model.ts";
import { readPattern } from "../pattern-check.ts";
import { readSchedule, startSchedule } from "../schedule.ts";
import { mergeTags } from "../tags.ts";

type Input = In<typeof EventBridge, "PutRule">;

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export const putRule: Operation<typeof EventBridge, "PutRule", EventsState> = (input, ctx) => {
  const bus = findBus(ctx.state, input.EventBusName, ctx.principal.accountId);
  checkInput(input, bus);
  const name = input.Name ?? "";
  const existing = ctx.state.rules.get(ruleKey(bus, name));
  const rule: Rule = {
    name,
    accountId: bus.accountId,
    busName: bus.name,
    arn: ruleArn(ctx, bus, name),
    enabled: input.State !== "DISABLED",
    // A rule that is there keeps its tags and targets; the rest is replaced.
    tags: existing?.tags ?? mergeTags({}, input.Tags),
    targets: existing?.targets ?? [],
    ...readOptional(input),
  };
  ctx.cloud.store.transaction(() => {
    store(ctx.state, rule);
    startSchedule(ctx.state, rule);
  });
  return { RuleArn: rule.arn };
};

function readOptional(input: Input): Partial<Rule> {
  const { EventPattern: eventPattern, ScheduleExpression: scheduleExpression } = input;
  return {
    ...(eventPattern === undefined ? {} : { eventPattern }),
    ...(scheduleExpression === undefined
      ? {}
      : { scheduleExpression, scheduleVersion: randomUUID() }),
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.RoleArn === undefined ? {} : { roleArn: input.RoleArn }),
  };
}

function checkInput(input: Input, bus: EventBus): void {
  const { Name: name = "", EventPattern: pattern, ScheduleExpression: schedule } = input;
  if (!/^[\w.-]{1,64}$/.test(name)) {
    invalid(
      `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`,
    );
  }
  if (pattern === undefined && schedule === undefined) {
    invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.");
  }
  if (pattern !== undefined) readPattern(pattern);
  if (schedule === undefined) return;
  if (bus.name !== "default")
    invalid("ScheduleExpression is supported only on the default event bus.");
  readSchedule(schedule);
}

function ruleArn(
  { cloud }: CallContext,
  { accountId, name: busName }: EventBus,
  name: string,
): string {
  const path = busName === "default" ? name : `${busName}/${name}`;
  return `arn:aws:events:${cloud.config.region}:${accountId}:rule/${path}`;
}
