import { GetObjectCommand, paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";
import { QuarantinedRecord } from "../src/domain/quarantined-record.ts";

const QUARANTINE = "quarantine/";
const READS_AT_ONCE = 20;

/** What a bucket holds under some prefixes. */
export interface Stored {
  /** The lines of each object with messages, by key. */
  readonly messages: ReadonlyMap<string, readonly string[]>;
  /** By key. */
  readonly quarantined: ReadonlyMap<string, QuarantinedRecord>;
}

/** The objects that a reader has seen; a further reading fetches only what is new or has changed. */
export class StoredReader {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #seen = new Map<string, { readonly etag: string; readonly text: string }>();

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  /** Reads everything under the prefixes; all of the bucket for `[""]`. */
  async read(prefixes: readonly string[]): Promise<Stored> {
    const messages = new Map<string, readonly string[]>();
    const quarantined = new Map<string, QuarantinedRecord>();
    for (const prefix of prefixes) {
      for (const [key, text] of await this.#textsOf(prefix)) {
        if (!key.startsWith(QUARANTINE)) messages.set(key, text.split("\n").filter(Boolean));
        else quarantined.set(key, QuarantinedRecord.parse(JSON.parse(text)));
      }
    }
    return { messages, quarantined };
  }

  async #textsOf(Prefix: string): Promise<[string, string][]> {
    const { client, Bucket } = { client: this.#client, Bucket: this.#bucket };
    const texts: [string, string][] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
      for (let at = 0; at < Contents.length; at += READS_AT_ONCE) {
        const some = Contents.slice(at, at + READS_AT_ONCE);
        const read = some.map(async ({ Key = "", ETag = "" }): Promise<[string, string]> => {
          return [Key, await this.#textOf(Key, ETag)];
        });
        texts.push(...(await Promise.all(read)));
      }
    }
    return texts;
  }

  async #textOf(Key: string, etag: string): Promise<string> {
    const seen = this.#seen.get(Key);
    if (seen?.etag === etag) return seen.text;
    const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key }));
    const text = (await Body?.transformToString()) ?? "";
    this.#seen.set(Key, { etag, text });
    return text;
  }
}
