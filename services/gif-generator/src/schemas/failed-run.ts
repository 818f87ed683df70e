import { InvalidError } from "@blueprints/lambda-kit/errors";
import * as z from "zod/mini";
import type { FailedRun } from "../app/ports.ts";

/** What Lambda writes about an asynchronous run that failed for good, as far as it is needed. */
const LambdaRecord = z.object({
  requestContext: z.object({ condition: z.string() }),
  requestPayload: z.looseObject({}),
  responsePayload: z.nullish(
    z.object({ errorType: z.optional(z.string()), errorMessage: z.optional(z.string()) }),
  ),
});

/** An event that EventBridge could not deliver. */
const Undelivered = z.looseObject({ "detail-type": z.string(), detail: z.unknown() });

const MAX_REASON = 500; // characters; what the table and a person need

/**
 * Reads a message of the failed runs, or one that went from there to the dead letters.
 *
 * @throws {InvalidError} `NotAFailedRun`.
 */
export function readFailedRun(body: string): FailedRun {
  const message = parseJson(body);
  const record = z.safeParse(LambdaRecord, message);
  if (record.success) {
    const { requestContext, requestPayload, responsePayload } = record.data;
    const { errorType, errorMessage } = responsePayload ?? {};
    const told = [errorType, errorMessage].filter((text) => text !== undefined).join(": ");
    const reason = (told === "" ? requestContext.condition : told).slice(0, MAX_REASON);
    return { event: requestPayload, reason };
  }
  if (!z.safeParse(Undelivered, message).success) {
    throw new InvalidError("NotAFailedRun", "neither a record of Lambda's nor an event");
  }
  return { event: message, reason: "NotDelivered: the function could not be called" };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidError("NotAFailedRun", "no JSON", { cause });
  }
}
