import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { isPassingFault } from "@blueprints/lambda-kit/aws-client";
import { ConflictError, UnavailableError } from "@blueprints/lambda-kit/errors";
import { createHash } from "node:crypto";
import type { Output, Outputs } from "../app/ports.ts";
import { folderOf, manifestKey } from "../domain/names.ts";
import { orderOf } from "../domain/order.ts";
import type { SourceVersion } from "../domain/video.ts";

const MAX_TRIES = 5; // of a write that another one got ahead of
const MAX_KEYS = 1000; // per DeleteObjects; S3's quota
const SEQUENCER = "source-sequencer";

/** Another write of the same key came first, or is under way. */
const LOST = new Set(["PreconditionFailed", "ConditionalRequestConflict"]);

async function orUnavailable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    if (!isPassingFault(cause)) throw cause;
    throw new UnavailableError("OutputsUnavailable", "the bucket of outputs does not answer", {
      cause,
    });
  }
}

/** What is known of an object that is there. */
interface Present {
  /** With its quotes. */
  readonly etag: string;
  readonly sequencer: string | undefined;
}

/** The bucket of GIFs, stills and manifests, each in the folder of its video. */
export function outputsBucket(client: S3Client, Bucket: string): Outputs {
  const head = async (Key: string): Promise<Present | undefined> => {
    try {
      const command = new HeadObjectCommand({ Bucket, Key });
      const { ETag = "", Metadata } = await orUnavailable(client.send(command));
      return { etag: ETag, sequencer: Metadata?.[SEQUENCER] };
    } catch (error) {
      if (error instanceof Error && error.name === "NotFound") return undefined;
      throw error;
    }
  };

  /** False when what is there is not what was expected. */
  const write = async (
    { key, contentType, bytes }: Output,
    { sequencer }: SourceVersion,
    there: Present | undefined,
  ): Promise<boolean> => {
    const command = new PutObjectCommand({
      Bucket,
      Key: key,
      Body: bytes,
      ContentType: contentType,
      CacheControl: "private, max-age=300", // seconds: a video may be overwritten
      Metadata: { [SEQUENCER]: sequencer },
      ...(there === undefined ? { IfNoneMatch: "*" } : { IfMatch: there.etag }),
    });
    try {
      await orUnavailable(client.send(command));
      return true;
    } catch (error) {
      // NoSuchKey: what was to be replaced was removed meanwhile.
      if (error instanceof Error && (LOST.has(error.name) || error.name === "NoSuchKey"))
        return false;
      throw error;
    }
  };

  return {
    async put(output, source, isCurrent) {
      const etag = `"${createHash("md5").update(output.bytes).digest("hex")}"`;
      if (await write(output, source, undefined)) return;
      for (let tries = 1; tries < MAX_TRIES; tries += 1) {
        // First what is there, then whether this version still holds: a newer one writes only after it is in the
        // table, so what it wrote is either seen there or changes the entity tag.
        const there = await head(output.key);
        if (there?.etag === etag) return;
        if (!(await isCurrent())) {
          throw new ConflictError("Overtaken", `${source.key} was overwritten or deleted`);
        }
        if (await write(output, source, there)) return;
      }
      throw new UnavailableError("OutputsUnavailable", `others keep writing ${output.key}`);
    },

    async list(base) {
      const query = { Bucket, Prefix: folderOf(base) };
      const pages = await orUnavailable(Array.fromAsync(paginateListObjectsV2({ client }, query)));
      const objects = pages.flatMap(({ Contents = [] }) => Contents);
      return new Map(objects.map(({ Key = "", Size = 0 }) => [Key, Size]));
    },

    async remove(keys) {
      for (let at = 0; at < keys.length; at += MAX_KEYS) {
        const Objects = keys.slice(at, at + MAX_KEYS).map((Key) => ({ Key }));
        const command = new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } });
        const { Errors = [] } = await orUnavailable(client.send(command));
        if (Errors.length > 0) {
          const codes = [...new Set(Errors.map(({ Code }) => Code))].join(", ");
          throw new UnavailableError(
            "OutputsUnavailable",
            `${Errors.length} not removed: ${codes}`,
          );
        }
      }
    },

    async removeOlderManifest(base, { sequencer }) {
      const Key = manifestKey(base);
      const there = await head(Key);
      if (there === undefined || orderOf(there.sequencer ?? "") >= orderOf(sequencer)) return;
      await orUnavailable(client.send(new DeleteObjectCommand({ Bucket, Key })));
    },
  };
}
