import type { ExtendedS3DestinationConfiguration } from "@aws-sdk/client-firehose";

/** A delivery stream as it is stored. */
export interface DeliveryStream {
  readonly name: string;
  readonly accountId: string;
  readonly arn: string;
  /** Tells the records of a deleted stream from those of one with the same name. */
  readonly id: string;
  readonly version: number;
  readonly destination: Destination;
  readonly tags: Readonly<Record<string, string>>;
  /** Stored; nothing is encrypted. */
  readonly encryption?: { readonly keyType: KeyType; readonly keyArn?: string | undefined };
  /** Milliseconds since the Unix epoch, as are all times here. */
  readonly createdAt: number;
  readonly updatedAt?: number;
}

export type KeyType = "AWS_OWNED_CMK" | "CUSTOMER_MANAGED_CMK";

/** A bucket with all that is done on the way to it, in AWS's words. */
export type Destination = ExtendedS3DestinationConfiguration;

export const DESTINATION_ID = "destinationId-000000000001"; // a stream has one

/** What becomes of one record on its way. */
export interface Piece {
  readonly data: Buffer;
  readonly arrivedAt: number;
  readonly partition: Partition;
}

/** The partition keys of a record, by who has found them. */
export interface Partition {
  readonly query?: Readonly<Record<string, string>>;
  readonly lambda?: Readonly<Record<string, string>>;
}

/** A record that goes to the error prefix. */
export interface FailedPiece {
  /** What came in, before anything was done to it. */
  readonly raw: Buffer;
  readonly arrivedAt: number;
  /** What `!{firehose:error-output-type}` becomes. */
  readonly errorType: ErrorType;
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
  readonly lambdaArn?: string | undefined;
}

export type ErrorType =
  | "processing-failed"
  | "metadata-extraction-failed"
  | "active-partition-limit-exceeded";

/** Records after some step. */
export interface Outcome {
  readonly ready: readonly Piece[];
  readonly failed: readonly FailedPiece[];
}
