/** A queue as it is stored: its identity, and the attributes and tags that were set. */
export interface Queue {
  /** `account/name`: the end of its URL. */
  readonly key: string;
  readonly name: string;
  readonly accountId: string;
  readonly arn: string;
  /** Only what was set; see `effectiveAttributes` for the defaults. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the Unix epoch, as are all times here. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly purgedAt?: number;
}

/** What {@link Queue} attributes mean to the engine. */
export interface QueueSettings {
  readonly fifo: boolean;
  readonly contentBasedDeduplication: boolean;
  /** Duplicates are told apart within a message group only. */
  readonly deduplicatesByGroup: boolean;
  readonly delaySeconds: number;
  readonly maximumMessageSizeBytes: number;
  readonly retentionSeconds: number;
  readonly receiveWaitSeconds: number;
  readonly visibilityTimeoutSeconds: number;
}

const DEFAULTS: Readonly<Record<string, string>> = {
  VisibilityTimeout: "30",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  DelaySeconds: "0",
  ReceiveMessageWaitTimeSeconds: "0",
};

const FIFO_DEFAULTS: Readonly<Record<string, string>> = {
  ContentBasedDeduplication: "false",
  DeduplicationScope: "queue",
  FifoThroughputLimit: "perQueue",
};

const DEFAULT_DATA_KEY_REUSE_SECONDS = "300";

/** The attributes that the queue behaves by: those that were set over SQS's defaults. */
export function effectiveAttributes(
  attributes: Readonly<Record<string, string>>,
): Record<string, string> {
  const encryption: Record<string, string> =
    attributes["KmsMasterKeyId"] === undefined
      ? { SqsManagedSseEnabled: "true" }
      : {
          SqsManagedSseEnabled: "false",
          KmsDataKeyReusePeriodSeconds: DEFAULT_DATA_KEY_REUSE_SECONDS,
        };
  const fifo = attributes["FifoQueue"] === "true" ? FIFO_DEFAULTS : {};
  return { ...DEFAULTS, ...fifo, ...encryption, ...attributes };
}

/** Reads the engine's settings out of a queue's attributes. */
export function settingsOf(queue: Queue): QueueSettings {
  const effective = effectiveAttributes(queue.attributes);
  const seconds = (name: string): number => Number(effective[name]);
  return {
    fifo: isFifo(queue),
    contentBasedDeduplication: effective["ContentBasedDeduplication"] === "true",
    deduplicatesByGroup: effective["DeduplicationScope"] === "messageGroup",
    delaySeconds: seconds("DelaySeconds"),
    maximumMessageSizeBytes: Number(effective["MaximumMessageSize"]),
    retentionSeconds: seconds("MessageRetentionPeriod"),
    receiveWaitSeconds: seconds("ReceiveMessageWaitTimeSeconds"),
    visibilityTimeoutSeconds: seconds("VisibilityTimeout"),
  };
}

/** True when the queue keeps the order of its message groups. */
export function isFifo(queue: Queue): boolean {
  return queue.attributes["FifoQueue"] === "true";
}
