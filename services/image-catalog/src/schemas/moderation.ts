import * as z from "zod/mini";

// Base64 of 4.5 MB. Rekognition takes 5 MiB, but Lambda takes 6 MB of event, and the request's rest is in it.
const MAX_INLINE_CHARACTERS = 6_000_000; // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html

/** An object in S3. The function's role, not this schema, says which bucket may be read. */
const StoredImage = z.strictObject({
  bucket: z.string().check(z.regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u)),
  /** As stored, not URL-encoded. */
  key: z.string().check(z.minLength(1), z.maxLength(1024)),
});

const InlineImage = z.strictObject({
  /** Base64 of the file's bytes. */
  image: z.pipe(
    z.string().check(z.minLength(1), z.maxLength(MAX_INLINE_CHARACTERS)),
    z.transform((text, context) => {
      const bytes = Buffer.from(text, "base64");
      if (bytes.toString("base64") === text) return new Uint8Array(bytes);
      context.issues.push({ code: "custom", message: "not base64", input: text });
      return z.NEVER;
    }),
  ),
});

/** Body of `POST /moderation`: `{ bucket, key }`, or `{ image }` with the bytes themselves. */
export const ModerationRequest = z.union([StoredImage, InlineImage], {
  error: 'expected {"bucket", "key"}, or {"image"} in base64',
});
export type ModerationRequest = z.infer<typeof ModerationRequest>;

/** Answer of `POST /moderation`. */
export const ModerationVerdict = z.strictObject({
  flagged: z.boolean(),
  moderationLabels: z.array(
    z.strictObject({
      name: z.string(),
      /** The broader label it belongs to; empty for a label of the first level. */
      parentName: z.string(),
      /** Percent. */
      confidence: z.number().check(z.gte(0), z.lte(100)),
    }),
  ),
  modelVersion: z.string(),
});
