import { NotEmulatedError } from "../../errors.ts";
import { invalidParameter } from "./errors.ts";
import { isFifo, PROTOCOLS, type Protocol, type Topic } from "./topic.ts";

/** Protocols that SNS has and this cloud does not deliver to. */
const NOT_EMULATED = new Set(["firehose", "application"]);

/**
 * Reads the protocol of a subscription.
 *
 * @throws {AwsError} `InvalidParameter`, `NotEmulated`.
 */
export function readProtocol(text: string): Protocol {
  if (NOT_EMULATED.has(text)) throw new NotEmulatedError("sns:Subscribe", `protocol ${text}`);
  return (
    PROTOCOLS.find((protocol) => protocol === text) ??
    invalidParameter(`Amazon SNS does not support this protocol string: ${text}`)
  );
}

const LAMBDA_ARN = /^arn:aws[\w-]*:lambda:[^:]*:\d{12}:function:.+$/;
const SQS_ARN = /^arn:aws[\w-]*:sqs:[^:]*:\d{12}:[\w.-]+$/;
const MAIL_ADDRESS = /^[^\s@]+@[^\s@]+$/;
const PHONE_NUMBER = /^\+?[0-9][0-9 .()-]{3,19}$/;

/** What is wrong with an endpoint, by its protocol. */
const FAULTS: Readonly<Record<Protocol, (endpoint: string) => string | undefined>> = {
  sqs: (endpoint) => (SQS_ARN.test(endpoint) ? undefined : "SQS endpoint ARN"),
  lambda: (endpoint) => (LAMBDA_ARN.test(endpoint) ? undefined : "Lambda endpoint ARN"),
  email: mailFault,
  "email-json": mailFault,
  sms: (endpoint) => (isPhoneNumber(endpoint) ? undefined : `Invalid SMS endpoint: ${endpoint}`),
  http: (endpoint) => urlFault(endpoint, "http:"),
  https: (endpoint) => urlFault(endpoint, "https:"),
};

function mailFault(endpoint: string): string | undefined {
  return MAIL_ADDRESS.test(endpoint) ? undefined : "Email address";
}

function urlFault(endpoint: string, protocol: string): string | undefined {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  return url?.protocol === protocol ? undefined : "Endpoint must match the specified protocol";
}

/** True for what a text message can be sent to. */
export function isPhoneNumber(text: string): boolean {
  return PHONE_NUMBER.test(text);
}

/**
 * Checks that an endpoint is one of its protocol, and that the topic may have it.
 *
 * @throws {AwsError} `InvalidParameter`.
 */
export function checkEndpoint(topic: Topic, protocol: Protocol, endpoint: string): void {
  const fault = FAULTS[protocol](endpoint);
  if (fault !== undefined) invalidParameter(fault);
  if (isFifo(topic) && protocol !== "sqs") {
    invalidParameter(
      `Invalid parameter: Endpoint Reason: Please use FIFO SQS queue, ${protocol} is not supported by FIFO topics`,
    );
  }
  if (!isFifo(topic) && protocol === "sqs" && endpoint.endsWith(".fifo")) {
    invalidParameter(
      "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
    );
  }
}
