import { AwsError } from "../../errors.ts";
import { DONE, type Delivery, type DeliveryOutcome } from "../../store/deliveries.ts";
import { destinationOf } from "./destinations/api-destination.ts";
import { failureFieldsOf } from "./destinations/call-failure.ts";
import type { EventsState } from "./events-state.ts";
import { INVOCATION_KIND, type PendingInvocation } from "./ingest.ts";
import { eventBridge, invoke, queueUrl } from "./invoke.ts";

const DEFAULT_RETRIES = 185; // EventBridge API reference, RetryPolicy
const DEFAULT_AGE_SECONDS = 86_400;
const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 600_000; // spreads the default retries over the default age

/** Why an event was given up. */
interface Failure {
  readonly error: AwsError;
  readonly retries: number;
  readonly exhausted?: "MaximumRetryAttempts" | "MaximumEventAgeInSeconds";
}

/** Says how events get to targets. Call it when the plugin opens. */
export function handleInvocations(state: EventsState): void {
  state.cloud.deliveries.handle<PendingInvocation>(
    INVOCATION_KIND,
    { chaos: { service: "events", operation: "deliver" } },
    (delivery) => deliver(state, delivery),
  );
}

async function deliver(
  state: EventsState,
  delivery: Delivery<PendingInvocation>,
): Promise<DeliveryOutcome> {
  const { payload } = delivery;
  if (putOff(state, delivery)) return DONE;
  const retries = (payload.tries ?? 0) + delivery.attempt;
  try {
    await invoke(state, payload);
    return DONE;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const failure = judge(state, payload, { error, retries });
    if (failure === undefined) return { retryInMs: retryDelayMs(error, retries) };
    await deadLetter(state, payload, failure);
    return DONE;
  }
}

/**
 * Puts a call off that would be one too many in this second. It becomes another delivery: waiting is
 * no try, and keeps nobody else from being called.
 */
function putOff(state: EventsState, { payload, attempt }: Delivery<PendingInvocation>): boolean {
  const destination = destinationOf(state, payload.target.arn);
  if (destination === undefined || (payload.hasPlace === true && attempt === 0)) return false;
  const delayMs = state.rateLimit.reserve(destination.arn, destination.callsPerSecond);
  if (delayMs === 0) return false;
  const tries = (payload.tries ?? 0) + attempt;
  state.cloud.deliveries.enqueue(
    INVOCATION_KIND,
    { ...payload, tries, hasPlace: true },
    { delayMs },
  );
  return true;
}

/** Whether a failure is final; `undefined` when the target is to be tried again. */
function judge(
  { cloud }: EventsState,
  { target, ingestedAt }: PendingInvocation,
  failure: Failure,
): Failure | undefined {
  if (!isRetriable(failure.error)) return failure;
  const { maximumRetryAttempts = DEFAULT_RETRIES, maximumEventAgeSeconds = DEFAULT_AGE_SECONDS } =
    target;
  if (failure.retries >= maximumRetryAttempts) {
    return { ...failure, exhausted: "MaximumRetryAttempts" };
  }
  const nextAt = cloud.clock.now() + retryDelayMs(failure.error, failure.retries, 1);
  if (nextAt - ingestedAt > maximumEventAgeSeconds * 1000) {
    return { ...failure, exhausted: "MaximumEventAgeInSeconds" };
  }
  return undefined;
}

/** A target that is missing, closed or asked wrongly fails every time; what is busy may recover. */
function isRetriable(error: AwsError): boolean {
  const ofEndpoint = failureFieldsOf(error);
  if (ofEndpoint !== undefined) return ofEndpoint.retriable;
  return isThrottling(error) || (error.status >= 500 && error.code !== "NotEmulated");
}

function isThrottling({ code, status }: AwsError): boolean {
  return status === 429 || /throttl|toomanyrequests|limitexceeded/i.test(code);
}

/** The back-off, or longer when an endpoint asks for it. */
function retryDelayMs(error: AwsError, retries: number, random = Math.random()): number {
  return Math.max(backOffMs(retries, random), failureFieldsOf(error)?.retryAfterMs ?? 0);
}

/** Exponential, with a jitter of up to a half. */
function backOffMs(retries: number, random: number): number {
  const delayMs = Math.min(FIRST_DELAY_MS * 2 ** retries, MAX_DELAY_MS);
  return delayMs * (0.5 + random / 2);
}

async function deadLetter(
  { cloud }: EventsState,
  pending: PendingInvocation,
  { error, retries, exhausted }: Failure,
): Promise<void> {
  const { rule, target, event } = pending;
  if (target.deadLetterArn === undefined) return; // dropped, as on AWS
  const attributes = {
    RULE_ARN: rule.arn,
    TARGET_ARN: target.arn,
    ERROR_CODE: errorCode(error),
    ERROR_MESSAGE: error.message || error.code,
    RETRY_ATTEMPTS: String(retries),
    ...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: exhausted }),
  };
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [
      name,
      { DataType: "String", StringValue },
    ]),
  );
  const QueueUrl = queueUrl(cloud.endpoint, target.deadLetterArn);
  const message = { QueueUrl, MessageBody: JSON.stringify(event), MessageAttributes };
  try {
    await cloud.call("sqs", "SendMessage", message, { as: eventBridge(pending) });
  } catch (failure) {
    // As on AWS a dead-letter queue that is gone or closed loses the event.
    if (!(failure instanceof AwsError)) throw failure;
  }
}

/** EventBridge's own names for what went wrong. */
function errorCode(error: AwsError): string {
  const ofEndpoint = failureFieldsOf(error);
  if (ofEndpoint !== undefined) return ofEndpoint.deadLetterCode;
  if (/accessdenied|authorizationerror|notauthorized/i.test(error.code)) return "NO_PERMISSIONS";
  if (/notfound|doesnotexist|nonexistent/i.test(error.code)) return "NO_RESOURCE";
  if (isThrottling(error)) return "THROTTLING";
  return error.status >= 500 ? "ERROR_FROM_TARGET" : "SDK_CLIENT_ERROR";
}
