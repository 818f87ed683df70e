import * as z from "zod/mini";

const CORRELATION_HEADER = "x-correlation-id"; // lower case

// What a caller sends goes into every log line, so nothing but identifier characters is taken.
const CorrelationId = z.string().check(z.regex(/^[\w.:/=+-]{1,128}$/u));

const Carrier = z.union([
  z.object({ detail: z.object({ meta: z.object({ correlationId: CorrelationId }) }) }),
  z.object({ correlationId: CorrelationId }),
  z.object({ headers: z.record(z.string(), z.unknown()) }),
]);

function fromHeaders(headers: Readonly<Record<string, unknown>>): string | undefined {
  const entry = Object.entries(headers).find(([name]) => name.toLowerCase() === CORRELATION_HEADER);
  const parsed = z.safeParse(CorrelationId, entry?.[1]);
  return parsed.success ? parsed.data : undefined;
}

/**
 * The correlation id that an event carries: in the `x-correlation-id` header of an HTTP request, in
 * `detail.meta` of one of our events, or beside the input of a workflow's task.
 */
export function correlationIdOf(event: unknown): string | undefined {
  const parsed = z.safeParse(Carrier, event);
  if (!parsed.success) return undefined;
  const { data } = parsed;
  if ("detail" in data) return data.detail.meta.correlationId;
  return "headers" in data ? fromHeaders(data.headers) : data.correlationId;
}
