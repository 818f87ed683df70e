import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
  type CompletedPart,
  type S3Client,
} from "@aws-sdk/client-s3";
import { orUnavailable } from "./or-unavailable.ts";

const PART_BYTES = 8 * 1024 ** 2; // 10,000 parts are 80 GiB
const PARTS_AT_ONCE = 2;

interface Target {
  readonly Bucket: string;
  readonly Key: string;
  readonly ContentType: string;
}

/** What has to be there, or not, for an object to be written. */
export type WriteCondition = { readonly IfMatch: string } | { readonly IfNoneMatch: "*" };

/**
 * An object that is written in parts of 8 MiB, two of them on their way: memory is three parts, however large it
 * becomes. One that fits into a part is put at once.
 */
export class MultipartObject {
  readonly #client: S3Client;
  readonly #target: Target;
  #part: Buffer | undefined;
  #filled = 0;
  #uploadId: string | undefined;
  readonly #parts: CompletedPart[] = [];
  #partsSent = 0;
  readonly #onTheirWay = new Set<Promise<void>>();
  #isOver = false;

  constructor(client: S3Client, target: Target) {
    this.#client = client;
    this.#target = target;
  }

  async write(bytes: Uint8Array): Promise<void> {
    let from = 0;
    while (from < bytes.length) {
      this.#part ??= Buffer.allocUnsafeSlow(PART_BYTES);
      const length = Math.min(bytes.length - from, PART_BYTES - this.#filled);
      this.#part.set(bytes.subarray(from, from + length), this.#filled);
      this.#filled += length;
      from += length;
      if (this.#filled === PART_BYTES) await this.#sendPart();
    }
  }

  /** Makes the object be there; may be tried again when the condition does not hold. */
  async finish(condition: WriteCondition): Promise<void> {
    const Body = this.#part?.subarray(0, this.#filled) ?? new Uint8Array();
    if (this.#uploadId === undefined) {
      await this.#call(
        this.#client.send(new PutObjectCommand({ ...this.#target, Body, ...condition })),
      );
      this.#isOver = true;
      return;
    }
    if (this.#filled > 0) await this.#sendPart();
    await Promise.all(this.#onTheirWay);
    const { Bucket, Key } = this.#target;
    const Parts = this.#parts.toSorted((a, b) => Number(a.PartNumber) - Number(b.PartNumber));
    await this.#call(
      this.#client.send(
        new CompleteMultipartUploadCommand({
          Bucket,
          Key,
          UploadId: this.#uploadId,
          MultipartUpload: { Parts },
          ...condition,
        }),
      ),
    );
    this.#isOver = true;
  }

  /** Gives up what was written; nothing when the object is there. */
  async abort(): Promise<void> {
    if (this.#isOver || this.#uploadId === undefined) return;
    this.#isOver = true;
    await Promise.allSettled(this.#onTheirWay);
    const { Bucket, Key } = this.#target;
    const command = new AbortMultipartUploadCommand({ Bucket, Key, UploadId: this.#uploadId });
    await this.#call(this.#client.send(command));
  }

  async #sendPart(): Promise<void> {
    this.#uploadId ??= await this.#begin();
    const Body = this.#part?.subarray(0, this.#filled) ?? new Uint8Array();
    this.#part = undefined;
    this.#filled = 0;
    while (this.#onTheirWay.size >= PARTS_AT_ONCE) await Promise.race(this.#onTheirWay);
    this.#partsSent += 1;
    const sending = this.#upload(this.#partsSent, Body);
    this.#onTheirWay.add(sending);
    sending.then(
      () => this.#onTheirWay.delete(sending),
      () => undefined, // thrown where it is waited for
    );
  }

  async #begin(): Promise<string> {
    const command = new CreateMultipartUploadCommand(this.#target);
    const { UploadId } = await this.#call(this.#client.send(command));
    if (UploadId === undefined) throw new Error("S3 gives no upload id");
    return UploadId;
  }

  async #upload(PartNumber: number, Body: Uint8Array): Promise<void> {
    const { Bucket, Key } = this.#target;
    const command = new UploadPartCommand({
      Bucket,
      Key,
      UploadId: this.#uploadId,
      PartNumber,
      Body,
    });
    const { ETag, ChecksumCRC32 } = await this.#call(this.#client.send(command));
    this.#parts.push({ PartNumber, ETag, ChecksumCRC32 });
  }

  #call<T>(call: Promise<T>): Promise<T> {
    return orUnavailable("DestinationUnavailable", call);
  }
}
