import { GetObjectCommand, paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";

const AT_ONCE = 8; // objects

/** What a bucket of events holds: the lines of each folder, such as `shopping/1`. */
export type Store = ReadonlyMap<string, readonly string[]>;

/** Reads buckets again and again, and each object once: objects never change here. */
export class StoreReader {
  readonly #s3: S3Client;
  readonly #bucket: string;
  readonly #known = new Map<string, readonly string[]>();

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async read(): Promise<Store> {
    const pages = paginateListObjectsV2({ client: this.#s3 }, { Bucket: this.#bucket });
    const keys: string[] = [];
    for await (const { Contents = [] } of pages) keys.push(...Contents.map(({ Key = "" }) => Key));
    const missing = keys.filter((key) => !this.#known.has(key));
    for (let at = 0; at < missing.length; at += AT_ONCE) {
      await Promise.all(missing.slice(at, at + AT_ONCE).map((key) => this.#readObject(key)));
    }
    const store = new Map<string, string[]>();
    for (const key of keys) {
      const folder = folderOf(key);
      store.set(folder, [...(store.get(folder) ?? []), ...(this.#known.get(key) ?? [])]);
    }
    return store;
  }

  async #readObject(Key: string): Promise<void> {
    const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key }));
    const text = (await Body?.transformToString()) ?? "";
    if (!text.endsWith("\n")) throw new Error(`${Key} does not end with a line`);
    this.#known.set(Key, text.slice(0, -1).split("\n"));
  }
}

function folderOf(key: string): string {
  const [first = "", second = ""] = key.split("/");
  return `${first}/${second}`;
}
