import { follow, parsePath } from "../../templates/json-path.ts";
import { fillTemplate } from "../../templates/fill-template.ts";
import type { Pipe, SourceEvent } from "./pipe.ts";

const PLACEHOLDER = /<([^<>]+)>/g;

/** What a template may speak of. */
export interface TemplateContext {
  readonly pipe: Pick<Pipe, "arn" | "name" | "source" | "target">;
  readonly event: unknown;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/**
 * The text that an enrichment or a target gets of an event.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-input-transformation.html
 */
export function inputOf(template: string | undefined, context: TemplateContext): string {
  if (template === undefined || template === "") return JSON.stringify(context.event);
  return fillTemplate(template, PLACEHOLDER, (name) => valueOf(name, context));
}

function valueOf(name: string, context: TemplateContext): unknown {
  const { pipe, event, now } = context;
  switch (name) {
    case "aws.pipes.pipe-arn":
      return pipe.arn;
    case "aws.pipes.pipe-name":
      return pipe.name;
    case "aws.pipes.source-arn":
      return pipe.source;
    case "aws.pipes.target-arn":
      return pipe.target;
    case "aws.pipes.event.ingestion-time":
      return new Date(now).toISOString();
    case "aws.pipes.event":
    case "aws.pipes.event.json":
      return event;
    default:
      return atPath(event, name);
  }
}

/** A parameter of a target, which may be a path into the event. */
export function dynamic(text: string | undefined, event: unknown): string | undefined {
  if (text?.startsWith("$.") !== true) return text;
  const found = atPath(event, text);
  return found === undefined || typeof found === "string" ? found : JSON.stringify(found);
}

/** What is at a path; the payloads of messages and records are looked into as JSON. */
function atPath(event: unknown, text: string): unknown {
  const path = parsePath(text);
  return path === undefined ? undefined : follow(withPayload(event), path);
}

function withPayload(event: unknown): unknown {
  if (!isRecord(event)) return event;
  const { body, data, eventSource } = event;
  if (eventSource === "aws:sqs") return { ...event, body: parsed(body) };
  if (eventSource === "aws:kinesis" && typeof data === "string") {
    return { ...event, data: parsed(Buffer.from(data, "base64").toString("utf8")) };
  }
  return event;
}

function isRecord(value: unknown): value is SourceEvent {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : text;
  } catch {
    return text;
  }
}

/** True for a template whose placeholders are all paths or names that are known. */
export function isTemplate(template: string): boolean {
  return [...template.matchAll(PLACEHOLDER)].every(([, name = ""]) =>
    name.startsWith("$") ? parsePath(name) !== undefined : name.startsWith("aws.pipes."),
  );
}
