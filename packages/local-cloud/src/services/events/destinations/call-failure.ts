import * as z from "zod";
import { AwsError } from "../../../errors.ts";
import type { OutsideAnswer, OutsideFailure } from "../../../outside.ts";

/** What a failed call says beyond its error: whether to try again, and the dead letter's code. */
const FailureFields = z.object({
  retriable: z.boolean(),
  retryAfterMs: z.number().optional(),
  deadLetterCode: z.string(),
});
type FailureFields = z.infer<typeof FailureFields>;

const RETRIED = new Set([401, 407, 409, 429]); // and 5xx; EventBridge user guide, API destinations
const PREFIX = "Unable to invoke ApiDestination endpoint:";

/** The failure fields of an error, if a call of an API destination made it. */
export function failureFieldsOf({ fields }: AwsError): FailureFields | undefined {
  return FailureFields.safeParse(fields).data;
}

/** Throws unless the endpoint took the event. */
export function refuseUnlessTaken(answer: OutsideAnswer, now: number): void {
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return;
  const retryAfterMs = readRetryAfter(headers["retry-after"], now);
  const fields: FailureFields = {
    retriable: RETRIED.has(status) || status >= 500,
    deadLetterCode: codeOf(status),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  const message = `${PREFIX} Request failed with status code ${status}.`;
  throw new AwsError("ApiDestinationFailure", message, { status, fields });
}

function codeOf(status: number): string {
  if (status === 429) return "THROTTLING";
  return status >= 500 ? "ERROR_FROM_TARGET" : "SDK_CLIENT_ERROR";
}

/** The error of a call without an answer. */
export function withoutAnswer(failure: OutsideFailure): AwsError {
  const fields: FailureFields = {
    retriable: true,
    deadLetterCode: failure.timedOut ? "TIMEOUT" : "CONNECTION_FAILURE",
  };
  const message = `${PREFIX} API destination endpoint cannot be reached: ${failure.message}.`;
  return new AwsError("ApiDestinationFailure", message, { status: 503, fields, cause: failure });
}

/** The error of a connection that authorizes nothing. */
export function notAuthorized(reason: string): AwsError {
  const fields: FailureFields = { retriable: false, deadLetterCode: "SDK_CLIENT_ERROR" };
  return new AwsError("ApiDestinationFailure", `${PREFIX} ${reason}`, { fields });
}

/** Milliseconds to wait, of `Retry-After` in seconds or as a date. */
function readRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(at - now, 0);
}
