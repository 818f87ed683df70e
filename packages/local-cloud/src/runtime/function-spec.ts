import type { CodeRef } from "./code-store.ts";

/** All that is needed to run one version of one function. */
export interface FunctionSpec {
  /** Changes with code and configuration; environments of an older one take no more work. */
  readonly revision: string;
  readonly name: string;
  /** `$LATEST` or a number. */
  readonly version: string;
  /** Without a qualifier. */
  readonly arn: string;
  readonly runtime: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly roleArn: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly code: CodeRef;
  readonly layers: readonly CodeRef[];
  readonly logGroup: string;
  readonly logFormat: "Text" | "JSON";
  /** Of the function's own records; only the JSON format filters by it. */
  readonly logLevel: string;
}

/** One call of a function. */
export interface Invocation {
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  /** With the qualifier that was asked for, if one was. */
  readonly invokedArn: string;
  /** JSON text. */
  readonly clientContext?: string;
  readonly traceId?: string;
  /** The response as it is written by a streaming handler. */
  readonly onChunk?: (chunk: Uint8Array) => void;
}

/** What became of a call. */
export interface InvocationResult {
  readonly body: Uint8Array;
  readonly functionError?: "Unhandled";
  /** The last 4 KB of the call's log. */
  readonly logTail: string;
  /** `application/vnd.awslambda.http-integration-response` and the like; streaming handlers only. */
  readonly contentType?: string;
}
