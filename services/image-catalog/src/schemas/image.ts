import * as z from "zod/mini";
import { RESULTS, STATUSES } from "../domain/catalog-image.ts";

const Percent = z.number().check(z.gte(0), z.lte(100));

/** The object key in base64url, unpadded. */
const ImageId = z.string().check(z.regex(/^[\w-]{2,1366}$/u));

/** Path of the routes of one image. */
export const ImagePath = z.object({ id: ImageId });

/** An image with all that the catalogue knows of it. */
export const ImageView = z.strictObject({
  id: ImageId,
  key: z.string(),
  status: z.enum(STATUSES),
  reason: z.optional(z.string()),
  etag: z.optional(z.string()),
  labels: z.array(
    z.strictObject({ name: z.string(), confidence: Percent, parents: z.array(z.string()) }),
  ),
  text: z.array(
    z.strictObject({ text: z.string(), type: z.enum(["LINE", "WORD"]), confidence: Percent }),
  ),
  moderationLabels: z.array(
    z.strictObject({ name: z.string(), parentName: z.string(), confidence: Percent }),
  ),
  startedAt: z.string(),
  finishedAt: z.optional(z.string()),
});

const MAX_PAGE = 100; // images
const DEFAULT_PAGE = "25";
const Phrase = z.string().check(z.minLength(1), z.maxLength(200));

const Limit = z.pipe(
  z._default(z.string().check(z.regex(/^[1-9]\d{0,2}$/u)), DEFAULT_PAGE),
  z.pipe(
    z.transform((digits: string) => Number(digits)),
    z.number().check(z.lte(MAX_PAGE)),
  ),
);

/** Query of `GET /images`: images that have all of what is given; `CATALOGUED` ones when nothing is. */
export const ImagesQuery = z.strictObject({
  status: z.optional(z.enum(RESULTS)),
  /** May be given more than once. */
  label: z.optional(z.union([Phrase, z.array(Phrase).check(z.maxLength(5))])),
  /** Words, of which the image has all. */
  text: z.optional(Phrase),
  limit: Limit,
  pageToken: z.optional(z.string().check(z.maxLength(200))),
});

/** Answer of `GET /images`: newest first. A page may be short and not be the last. */
export const ImagesPage = z.strictObject({
  images: z.array(
    z.strictObject({
      id: ImageId,
      key: z.string(),
      status: z.enum(RESULTS),
      finishedAt: z.string(),
    }),
  ),
  nextPageToken: z.optional(z.string()),
});

/** Answer of `GET /images/{id}/thumbnail`: where the picture is for five minutes. */
export const ThumbnailLink = z.strictObject({ url: z.url(), expiresAt: z.string() });
