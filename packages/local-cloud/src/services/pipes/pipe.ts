import type * as Pipes from "@aws-sdk/client-pipes";

/** A pipe as it is stored; what is done with its source is in its mapping. */
export interface Pipe {
  readonly id: string;
  readonly name: string;
  readonly accountId: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly isRunning: boolean;
  readonly source: string;
  /** In AWS's words, as all parameters; times are ISO 8601. */
  readonly sourceParameters?: Pipes.PipeSourceParameters | undefined;
  readonly enrichment?: string | undefined;
  readonly enrichmentParameters?: Pipes.PipeEnrichmentParameters | undefined;
  readonly target: string;
  readonly targetParameters?: Pipes.PipeTargetParameters | undefined;
  readonly roleArn: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** Something that a source gives: a message, or a record of a stream. */
export type SourceEvent = Readonly<Record<string, unknown>>;

export type SourceKind = "sqs" | "kinesis" | "dynamodb";
export type TargetKind = "lambda" | "sqs" | "sns" | "states" | "events" | "kinesis";

const SOURCES: readonly [SourceKind, RegExp][] = [
  ["sqs", /^arn:aws[\w-]*:sqs:[^:]*:\d{12}:[\w.-]+$/],
  ["kinesis", /^arn:aws[\w-]*:kinesis:[^:]*:\d{12}:stream\/[\w.-]+$/],
  ["dynamodb", /^arn:aws[\w-]*:dynamodb:[^:]*:\d{12}:table\/[\w.-]+\/stream\/.+$/],
];

const TARGETS: readonly [TargetKind, RegExp][] = [
  ["lambda", /^arn:aws[\w-]*:lambda:[^:]*:\d{12}:function:.+$/],
  ["sqs", /^arn:aws[\w-]*:sqs:[^:]*:\d{12}:[\w.-]+$/],
  ["sns", /^arn:aws[\w-]*:sns:[^:]*:\d{12}:[\w.-]+$/],
  ["states", /^arn:aws[\w-]*:states:[^:]*:\d{12}:stateMachine:.+$/],
  ["events", /^arn:aws[\w-]*:events:[^:]*:\d{12}:event-bus\/.+$/],
  ["kinesis", /^arn:aws[\w-]*:kinesis:[^:]*:\d{12}:stream\/[\w.-]+$/],
];

/** What kind of source an ARN names; `undefined` when it is not read here. */
export function sourceKind(arn: string): SourceKind | undefined {
  return SOURCES.find(([, form]) => form.test(arn))?.[0];
}

/** What kind of target an ARN names; `undefined` when nothing is sent there. */
export function targetKind(arn: string): TargetKind | undefined {
  return TARGETS.find(([, form]) => form.test(arn))?.[0];
}
