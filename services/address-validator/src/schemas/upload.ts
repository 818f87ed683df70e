import { MAX_UPLOAD_BYTES } from "@blueprints/lambda-kit/upload-key";
import * as z from "zod/mini";
import { JobId } from "./job.ts";

/** Body of `POST /uploads`. */
export const UploadRequest = z.strictObject({
  /** Of the file, without a path. */
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  contentType: z.literal("text/csv"),
  /** Exactly what will be sent. */
  sizeBytes: z.int().check(z.gte(1), z.lte(MAX_UPLOAD_BYTES)),
});

/** Answer of `POST /uploads`: `PUT` the file to `url` with `headers`. */
export const UploadTicket = z.strictObject({
  /** Of the job, once the file is uploaded. */
  id: JobId,
  key: z.string(),
  url: z.url(),
  headers: z.record(z.string(), z.string()),
  expiresAt: z.string(),
});
