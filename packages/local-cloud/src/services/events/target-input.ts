import { fillTemplate } from "../../templates/fill-template.ts";
import { follow, parsePath } from "../../templates/json-path.ts";
import type { Event, InputTransformer, Rule, Target } from "./model.ts";

/** What a target gets depends on more than the event. */
export interface InputContext {
  readonly event: Event;
  readonly rule: Pick<Rule, "arn" | "name">;
  /** When the bus took the event: milliseconds since the Unix epoch. */
  readonly ingestedAt: number;
}

export const PLACEHOLDER = /<([\w.-]+)>/g;

/** The variables that need no path. */
export const PREDEFINED = new Set([
  "aws.events.rule-arn",
  "aws.events.rule-name",
  "aws.events.event.ingestion-time",
  "aws.events.event",
  "aws.events.event.json",
]);

/**
 * The text that a target gets of an event.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function targetInput(target: Target, context: InputContext): string {
  if (target.input !== undefined) return target.input;
  if (target.inputTransformer !== undefined) return transform(target.inputTransformer, context);
  if (target.inputPath !== undefined) {
    const found = follow(context.event, parsePath(target.inputPath) ?? []);
    return JSON.stringify(found ?? null);
  }
  return JSON.stringify(context.event);
}

/** Puts the values of an event into a template. */
export function transform(transformer: InputTransformer, context: InputContext): string {
  return fillTemplate(transformer.template, PLACEHOLDER, (name) =>
    valueOf(name, transformer, context),
  );
}

function valueOf(name: string, { paths }: InputTransformer, context: InputContext): unknown {
  if (PREDEFINED.has(name)) return predefined(name, context);
  const path = Object.hasOwn(paths, name) ? paths[name] : undefined;
  return path === undefined ? undefined : follow(context.event, parsePath(path) ?? []);
}

function predefined(name: string, { event, rule, ingestedAt }: InputContext): unknown {
  switch (name) {
    case "aws.events.rule-arn":
      return rule.arn;
    case "aws.events.rule-name":
      return rule.name;
    case "aws.events.event.ingestion-time":
      return new Date(ingestedAt).toISOString();
    case "aws.events.event.json":
      return event;
    default: {
      // The event without its detail, and with another spelling of its type, as on AWS.
      const { id, account, time, source, region, resources, version } = event;
      return {
        id,
        account,
        detailType: event["detail-type"],
        time,
        source,
        region,
        resources,
        version,
      };
    }
  }
}
