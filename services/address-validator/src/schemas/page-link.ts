import { ExpiresInSeconds } from "@blueprints/lambda-kit/page-link";
import * as z from "zod/mini";
import { JobId } from "./job.ts";

/** Body of `POST /page-links`. */
export const PageLinkRequest = z.strictObject({
  /** Of the only job to show; every job when there is none. */
  jobId: z.optional(JobId),
  expiresInSeconds: ExpiresInSeconds,
});
