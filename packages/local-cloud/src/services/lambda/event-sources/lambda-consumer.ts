import { randomUUID } from "node:crypto";
import type { Cloud } from "../../../cloud.ts";
import { AwsError } from "../../../errors.ts";
import { present } from "../../../present.ts";
import { queueDispatch } from "../destinations.ts";
import type { Executor } from "../executor.ts";
import { functionArn, type FunctionRef } from "../names.ts";
import type { Registry } from "../registry.ts";
import type { MappingRecord } from "./mapping.ts";
import type { Consumer, LostRecords } from "./parts.ts";

/** What functions are run with. */
export interface LambdaConsumerParts {
  readonly cloud: Cloud;
  readonly registry: Registry;
  readonly executor: Executor;
}

/** The function of a mapping. */
export function functionOf({ functionName: name, qualifier }: MappingRecord): FunctionRef {
  return present({ name, qualifier });
}

/** Makes the consumer of event source mappings, which runs their functions. */
export function lambdaConsumer(parts: LambdaConsumerParts): Consumer {
  const { cloud, registry, executor } = parts;
  return {
    role(mapping) {
      const { roleArn } = registry.resolve(functionOf(mapping)).version;
      const accountId = roleArn.split(":")[4] ?? cloud.config.accountId;
      return { kind: "role", accountId, roleArn, sessionName: mapping.functionName };
    },
    async run(mapping, event) {
      const requestId = randomUUID();
      try {
        const execution = await executor.execute(functionOf(mapping), { requestId, event });
        return { requestId, execution };
      } catch (error) {
        if (error instanceof AwsError) return undefined;
        throw error;
      }
    },
    giveUp: (mapping, lost) => giveUp(mapping, lost, parts),
  };
}

/**
 * Tells the failure destination where the records are; they themselves stay in the stream. Only a
 * bucket gets the event as well.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
function giveUp(
  mapping: MappingRecord,
  { end, shardId, where }: LostRecords,
  { cloud, registry }: LambdaConsumerParts,
): void {
  const { onFailure: target } = mapping;
  if (target === undefined) return;
  const arn = functionArn(registry.config, mapping.functionName, mapping.qualifier);
  const now = new Date(cloud.clock.now());
  const { execution, requestId = randomUUID() } = end.run ?? {};
  const body = {
    requestContext: {
      requestId,
      functionArn: arn,
      condition: end.condition,
      approximateInvokeCount: end.invokeCount,
    },
    ...(execution !== undefined && {
      responseContext: {
        statusCode: 200,
        executedVersion: execution.executedVersion,
        functionError: execution.functionError,
      },
    }),
    version: "1.0",
    timestamp: now.toISOString(),
    ...where,
    ...(isBucket(target) && { payload: end.event }),
  };
  queueDispatch(cloud, {
    target,
    roleArn: roleArnOf(mapping, registry),
    functionArn: arn,
    body: JSON.stringify(body),
    ...(isBucket(target) && { objectKey: objectKey(mapping.uuid, shardId, now) }),
  });
}

function isBucket(arn: string): boolean {
  return /^arn:[^:]*:s3:/.test(arn);
}

function objectKey(uuid: string, shardId: string, now: Date): string {
  const [date = "", time = ""] = now.toISOString().slice(0, 19).split("T");
  const day = date.replaceAll("-", "/");
  return `aws/lambda/${uuid}/${shardId}/${day}/${date}T${time.replaceAll(":", ".")}-${randomUUID()}`;
}

function roleArnOf(mapping: MappingRecord, registry: Registry): string {
  try {
    return registry.resolve(functionOf(mapping)).version.roleArn;
  } catch (error) {
    if (error instanceof AwsError) return ""; // deleted meanwhile; the destination will refuse
    throw error;
  }
}
