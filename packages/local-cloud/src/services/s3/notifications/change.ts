/** What can happen to an object that S3 tells others of. */
export type ChangeName =
  | "ObjectCreated:Put"
  | "ObjectCreated:Copy"
  | "ObjectCreated:CompleteMultipartUpload"
  | "ObjectRemoved:Delete"
  | "ObjectRemoved:DeleteMarkerCreated"
  | "ObjectTagging:Put"
  | "ObjectTagging:Delete";

/** One change of one object. */
export interface Change {
  readonly name: ChangeName;
  readonly key: string;
  /** Grows with every change of the object. */
  readonly seq: number;
  /** Missing when the bucket never had versioning. */
  readonly versionId?: string | undefined;
  readonly sizeBytes?: number | undefined;
  /** Without quotes. */
  readonly etag?: string | undefined;
}

/** Who changed it, when, and by which request. */
export interface Circumstances {
  readonly region: string;
  readonly bucket: string;
  readonly bucketOwner: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly requestId: string;
  /** The ARN of the caller. */
  readonly caller: string;
  readonly requester: string;
  readonly sourceIpAddress: string;
}

const SEQUENCER_DIGITS = 18;

/** The sequence number as events carry it: hexadecimal, so long that text order is number order. */
export function sequencerOf({ seq }: Change): string {
  return seq.toString(16).toUpperCase().padStart(SEQUENCER_DIGITS, "0");
}
