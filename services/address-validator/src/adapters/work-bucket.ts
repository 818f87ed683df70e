import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { ShardId, Work } from "../app/ports.ts";
import { readShard, writeShard } from "../schemas/shard.ts";
import { orUnavailable } from "./or-unavailable.ts";

function keyOf({ run, shard }: ShardId, folder: string): string {
  return `${run}/${folder}/${shard}`;
}

/** The bucket of what is kept between the steps of a run. */
export function workBucket(client: S3Client, Bucket: string): Work {
  const put = async (Key: string, Body: string | Uint8Array): Promise<void> => {
    await orUnavailable(
      "WorkUnavailable",
      client.send(new PutObjectCommand({ Bucket, Key, Body })),
    );
  };
  const get = async (Key: string): Promise<Uint8Array> => {
    const reading = async (): Promise<Uint8Array> => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      if (Body === undefined) throw new Error("S3 answers without a body");
      return Body.transformToByteArray();
    };
    return orUnavailable("WorkUnavailable", reading());
  };
  return {
    putQueries: (id, queries) => put(keyOf(id, "queries"), writeShard(queries)),
    async queries(id) {
      return readShard(Buffer.from(await get(keyOf(id, "queries"))).toString());
    },
    putRows: (run, rows) => put(`${run}/rows`, rows),
    rows: (run) => get(`${run}/rows`),
    putResults: (id, lines) => put(keyOf(id, "results"), lines),
    results: (id) => get(keyOf(id, "results")),
  };
}
