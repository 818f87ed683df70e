import type { CodeRef } from "../../runtime/code-store.ts";

/** How a function logs. */
export interface Logging {
  readonly format: "Text" | "JSON";
  /** Only of the JSON format. */
  readonly applicationLevel?: string;
  readonly systemLevel?: string;
  readonly group: string;
}

/** Code and configuration of one version of a function. */
export interface VersionRecord {
  /** `$LATEST` or a number. */
  readonly version: string;
  readonly description: string;
  readonly runtime: string;
  readonly handler: string;
  readonly roleArn: string;
  readonly code: CodeRef;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly variables?: Readonly<Record<string, string>>;
  /** ARNs of layer versions, in order of precedence. */
  readonly layers: readonly string[];
  readonly deadLetterArn?: string;
  readonly tracing: "Active" | "PassThrough";
  readonly architecture: "arm64" | "x86_64";
  readonly ephemeralMb: number;
  readonly logging: Logging;
  readonly kmsKeyArn?: string;
  readonly subnetIds?: readonly string[];
  readonly securityGroupIds?: readonly string[];
  /** ISO 8601 with an offset, as Lambda writes it: `2026-01-15T12:00:00.000+0000`. */
  readonly lastModified: string;
  readonly revisionId: string;
}

/** One function. */
export interface FunctionRecord {
  readonly name: string;
  readonly latest: VersionRecord;
  /** The number that the next published version gets; never used twice. */
  readonly nextVersion: number;
  /** Concurrent executions set aside for it, and its limit. */
  readonly reservedConcurrency?: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** A name for a version. */
export interface AliasRecord {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Share of the calls, 0 to 1, that go to other versions. */
  readonly weights?: Readonly<Record<string, number>>;
  readonly revisionId: string;
}

/** What happens around asynchronous invocations. */
export interface EventInvokeRecord {
  readonly maxRetries?: number;
  readonly maxAgeSeconds?: number;
  readonly onSuccess?: string;
  readonly onFailure?: string;
  /** Milliseconds since the Unix epoch. */
  readonly modifiedAt: number;
}

/** The resource policy of a function, a version or an alias. */
export interface PolicyRecord {
  readonly revisionId: string;
  readonly statements: readonly Readonly<Record<string, unknown>>[];
}

/** One version of a layer. */
export interface LayerRecord {
  readonly name: string;
  readonly version: number;
  readonly code: CodeRef;
  readonly description: string;
  readonly runtimes: readonly string[];
  readonly architectures: readonly string[];
  readonly license?: string;
  readonly createdAt: string;
}

/** Lambda's own way to write a time. */
export function lambdaTime(now: number): string {
  return new Date(now).toISOString().replace("Z", "+0000");
}
