import { NotEmulatedError } from "../../../errors.ts";
import { checkConstraints } from "../constraints.ts";
import { limitExceeded, resourceInUse, validationError } from "../errors.ts";
import { arnOf } from "../find-stream.ts";
import { evenRanges } from "../hash-ranges.ts";
import type { KinesisState } from "../kinesis-state.ts";
import { checkShardQuota, MAX_ON_DEMAND_STREAMS } from "../quotas.ts";
import type { StreamMode } from "../stream.ts";
import { checkTags } from "../tags.ts";
import type { KinesisOperation } from "./operation.ts";

const ON_DEMAND_SHARDS = 4; // what a new stream in on-demand mode begins with
const RETENTION_HOURS = 24;
const MAX_RECORD_KIB = 1024;

/**
 * The stream is active at once.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html
 */
export const createStream: KinesisOperation<"CreateStream"> = (input, { state }) => {
  checkConstraints(input);
  const { StreamName: name = "", Tags: tags = {} } = input;
  if (input.WarmThroughputMiBps !== undefined) {
    throw new NotEmulatedError("kinesis:CreateStream", "WarmThroughputMiBps");
  }
  if (input.RecordDistributionStrategy === "AUTO") {
    throw new NotEmulatedError("kinesis:CreateStream", "RecordDistributionStrategy AUTO");
  }
  checkTags(name, tags, state);
  const mode = modeOf(input.StreamModeDetails?.StreamMode);
  const count = shardCount(mode, input.ShardCount);
  if (state.streams.find(name) !== undefined) {
    throw resourceInUse(`Stream ${name} under account ${state.accountId} already exists.`);
  }
  if (mode === "PROVISIONED") checkShardQuota(state, count);
  else checkOnDemandQuota(state);

  const now = state.clock.now();
  const epoch = Math.floor(now / 1000);
  state.streams.create({
    name,
    arn: arnOf(state, name),
    createdAt: now,
    mode,
    retentionHours: RETENTION_HOURS,
    maxRecordKib: input.MaxRecordSizeInKiB ?? MAX_RECORD_KIB,
    shardLevelMetrics: [],
    tags,
    scaledAt: [],
    shards: evenRanges(count).map((range, index) => ({
      index,
      range,
      parents: [],
      epoch,
      openedAt: now,
    })),
    nextShard: count,
  });
  return {};
};

/** @throws {AwsError} ValidationException: another word. */
export function modeOf(word: string | undefined): StreamMode {
  if (word === undefined || word === "PROVISIONED") return "PROVISIONED";
  if (word === "ON_DEMAND") return word;
  throw validationError(
    `Value '${word}' at 'streamModeDetails.streamMode' failed to satisfy constraint: Member must satisfy enum value set: [PROVISIONED, ON_DEMAND]`,
  );
}

function shardCount(mode: StreamMode, given: number | undefined): number {
  if (mode === "ON_DEMAND") {
    if (given === undefined) return ON_DEMAND_SHARDS;
    throw validationError("ShardCount must not be provided for a stream in ON_DEMAND mode");
  }
  if (given !== undefined) return given;
  throw validationError(
    "Value null at 'shardCount' failed to satisfy constraint: Member must not be null",
  );
}

function checkOnDemandQuota({ streams, accountId }: KinesisState): void {
  const count = streams.list().filter(({ mode }) => mode === "ON_DEMAND").length;
  if (count < MAX_ON_DEMAND_STREAMS) return;
  throw limitExceeded(
    `This request would exceed the on-demand stream limit for the account ${accountId}. Limit: ${MAX_ON_DEMAND_STREAMS}.`,
  );
}
