const CORRELATION_HEADER = "x-correlation-id"; // lower case

// What a caller sends goes into every log line, so nothing but identifier characters is taken.
const CORRELATION_ID = /^[\w.:/=+-]{1,128}$/u;

function correlationIdFrom(value: unknown): string | undefined {
  return typeof value === "string" && CORRELATION_ID.test(value) ? value : undefined;
}

/** A member of anything; undefined where there is none. */
function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return Reflect.get(value, name);
}

function fromHeaders(headers: unknown): string | undefined {
  if (typeof headers !== "object" || headers === null) return undefined;
  const name = Object.keys(headers).find((one) => one.toLowerCase() === CORRELATION_HEADER);
  return name === undefined ? undefined : correlationIdFrom(memberOf(headers, name));
}

/**
 * The correlation id that an event carries: in the `x-correlation-id` header of an HTTP request, in
 * `detail.meta` of one of our events, or beside the input of a workflow's task.
 *
 * Read by hand, not by a schema: it runs before every invocation, whatever the event, and a union of schemas
 * makes the issues of those that do not fit first.
 */
export function correlationIdOf(event: unknown): string | undefined {
  return (
    correlationIdFrom(memberOf(memberOf(memberOf(event, "detail"), "meta"), "correlationId")) ??
    correlationIdFrom(memberOf(event, "correlationId")) ??
    fromHeaders(memberOf(event, "headers"))
  );
}
