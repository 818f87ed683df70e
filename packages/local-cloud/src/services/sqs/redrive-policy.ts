import * as z from "zod";
import { invalidParameter } from "./errors.ts";
import { parseJson } from "./queue-attributes.ts";
import { isFifo, type Queue } from "./queue.ts";

/** When and whither a queue puts the messages that its consumers keep failing. */
export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  /** 1 to 1000 receives. */
  readonly maxReceiveCount: number;
}

const RedrivePolicyText = z.object({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number),
  ]),
});

const RedriveAllowPolicyText = z.object({
  redrivePermission: z.enum(["allowAll", "denyAll", "byQueue"]).default("allowAll"),
  sourceQueueArns: z.array(z.string()).max(10).default([]),
});

/** The redrive policy that a queue was given, if any. */
export function redrivePolicyOf(queue: Queue): RedrivePolicy | undefined {
  const text = queue.attributes["RedrivePolicy"];
  return text === undefined ? undefined : RedrivePolicyText.safeParse(parseJson(text)).data;
}

/**
 * Checks a `RedrivePolicy` as CreateQueue and SetQueueAttributes do.
 *
 * @throws {AwsError} `InvalidParameterValue`.
 */
export function checkRedrivePolicy(
  text: string,
  source: { arn: string; fifo: boolean },
  findByArn: (arn: string) => Queue | undefined,
): void {
  const refuse = (reason: string): never => invalidParameter(text, "RedrivePolicy", reason);
  const policy = readPolicy(text, refuse);
  if (!/^arn:aws[\w-]*:sqs:[^:]*:\d{12}:[^:]+$/.test(policy.deadLetterTargetArn)) {
    refuse("Invalid value for deadLetterTargetArn.");
  }
  const count = policy.maxReceiveCount;
  if (!Number.isInteger(count) || count < 1 || count > 1000) {
    refuse(
      `Invalid value for maxReceiveCount: ${count}, valid values are from 1 to 1000 both inclusive.`,
    );
  }
  const target = findByArn(policy.deadLetterTargetArn);
  if (target === undefined) return refuse("Dead letter target does not exist.");
  if (isFifo(target) !== source.fifo) {
    refuse("Dead-letter queue must be same type of queue as the source.");
  }
  if (!allowsSource(target, source.arn)) {
    refuse("The dead-letter queue's redrive permission does not allow this source queue.");
  }
}

function readPolicy(text: string, refuse: (reason: string) => never): RedrivePolicy {
  const json = parseJson(text);
  if (typeof json !== "object" || json === null)
    return refuse("Redrive policy is not a valid JSON map.");
  for (const name of ["deadLetterTargetArn", "maxReceiveCount"]) {
    if (!Object.hasOwn(json, name)) {
      refuse(`Redrive policy does not contain mandatory attribute: ${name}.`);
    }
  }
  const parsed = RedrivePolicyText.safeParse(json);
  return parsed.success ? parsed.data : refuse("Invalid value for maxReceiveCount.");
}

/** True when the dead-letter queue's `RedriveAllowPolicy` lets `sourceArn` use it. */
function allowsSource(deadLetterQueue: Queue, sourceArn: string): boolean {
  const text = deadLetterQueue.attributes["RedriveAllowPolicy"];
  if (text === undefined) return true;
  const policy = RedriveAllowPolicyText.safeParse(parseJson(text)).data;
  if (policy === undefined || policy.redrivePermission === "allowAll") return true;
  return policy.redrivePermission === "byQueue" && policy.sourceQueueArns.includes(sourceArn);
}

/**
 * Checks a `RedriveAllowPolicy`.
 *
 * @throws {AwsError} `InvalidParameterValue`.
 */
export function checkRedriveAllowPolicy(text: string): void {
  const refuse = (reason: string): never => invalidParameter(text, "RedriveAllowPolicy", reason);
  const policy = RedriveAllowPolicyText.safeParse(parseJson(text)).data;
  if (policy === undefined) return refuse("Amazon SQS can't create the redrive allow policy.");
  const named = policy.sourceQueueArns.length > 0;
  if ((policy.redrivePermission === "byQueue") !== named) {
    refuse("sourceQueueArns must be given when, and only when, redrivePermission is byQueue.");
  }
}
