import { Logger } from "@aws-lambda-powertools/logger";
import { redact } from "./redaction.ts";

/**
 * One JSON line per call, with level, service, function, request id and correlation id. Secrets, tokens,
 * e-mail addresses and card numbers are taken out of every attribute. It never logs an event: log the ids.
 *
 * `POWERTOOLS_SERVICE_NAME` names the service, `POWERTOOLS_LOG_LEVEL` the least level (INFO).
 */
export const logger = new Logger({ jsonReplacerFn: redact });

/** The correlation id of the invocation that is running: pass it on in headers, events and inputs. */
export function correlationId(): string | undefined {
  const id = logger.getCorrelationId();
  return typeof id === "string" ? id : undefined;
}
