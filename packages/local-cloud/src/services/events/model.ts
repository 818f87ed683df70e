/** An event bus as it is stored. */
export interface EventBus {
  readonly name: string;
  readonly accountId: string;
  readonly arn: string;
  readonly description?: string;
  readonly kmsKeyIdentifier?: string;
  /** Resource policy, as JSON text. */
  readonly policy?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the Unix epoch, as are all times here. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** A rule of a bus, with its targets. */
export interface Rule {
  readonly name: string;
  readonly accountId: string;
  readonly busName: string;
  readonly arn: string;
  /** JSON text. */
  readonly eventPattern?: string;
  readonly scheduleExpression?: string;
  /** Tells the timers of an older schedule from those of this one. */
  readonly scheduleVersion?: string;
  readonly enabled: boolean;
  readonly description?: string;
  readonly roleArn?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly targets: readonly Target[];
}

/** Where the events of a rule go, and in which form. */
export interface Target {
  readonly id: string;
  readonly arn: string;
  readonly roleArn?: string | undefined;
  readonly input?: string | undefined;
  readonly inputPath?: string | undefined;
  readonly inputTransformer?: InputTransformer | undefined;
  readonly messageGroupId?: string | undefined;
  readonly deadLetterArn?: string | undefined;
  readonly httpParameters?: HttpParameters | undefined;
  readonly maximumRetryAttempts?: number | undefined;
  readonly maximumEventAgeSeconds?: number | undefined;
}

/** What a target adds to the requests of an API destination; values may be paths into the event. */
export interface HttpParameters {
  /** In place of the `*` of the endpoint, in order. */
  readonly pathValues: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/** Named paths into an event, and the text that they are put into. */
export interface InputTransformer {
  readonly paths: Readonly<Record<string, string>>;
  readonly template: string;
}

/** An event, exactly as targets get it. */
export interface Event {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601 in whole seconds. */
  readonly time: string;
  readonly region: string;
  /** Of an event that comes from an archive. */
  readonly "replay-name"?: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}
