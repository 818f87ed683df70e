import { openapiDocument, type Route } from "@blueprints/lambda-kit/openapi";
import { DecisionAccepted, DecisionRequest } from "./schemas/decision.ts";
import { ImagePath, ImagesPage, ImagesQuery, ImageView, ThumbnailLink } from "./schemas/image.ts";
import { ModerationRequest, ModerationVerdict } from "./schemas/moderation.ts";
import { UploadRequest, UploadTicket } from "./schemas/upload.ts";

/** Every route, by its key in the template. */
export const ROUTES: Readonly<Record<string, Route>> = {
  "POST /uploads": {
    summary:
      "Permits the upload of one image: PUT it to the URL with the headers, within five minutes",
    body: UploadRequest,
    answer: { status: 201, schema: UploadTicket },
    refusals: [413, 415],
  },
  "GET /images": {
    summary: "Finds images by status, labels and words, newest first; catalogued ones unless told",
    query: ImagesQuery,
    answer: { status: 200, schema: ImagesPage },
    refusals: [],
  },
  "GET /images/{id}": {
    summary: "Answers all that the catalogue knows of an image",
    path: ImagePath,
    answer: { status: 200, schema: ImageView },
    refusals: [404],
  },
  "GET /images/{id}/thumbnail": {
    summary: "Answers where a small picture of a catalogued image is for five minutes",
    path: ImagePath,
    answer: { status: 200, schema: ThumbnailLink },
    refusals: [404],
  },
  "POST /images/{id}/decision": {
    summary: "Gives a moderator's decision on a flagged image to the workflow that waits for it",
    path: ImagePath,
    body: DecisionRequest,
    answer: { status: 202, schema: DecisionAccepted },
    refusals: [404, 409, 413, 415],
  },
  "POST /moderation": {
    summary: "Says at once whether an image needs a moderator's eyes, without cataloguing it",
    body: ModerationRequest,
    answer: { status: 200, schema: ModerationVerdict },
    refusals: [404, 413, 415],
  },
  "GET /openapi.json": {
    summary: "Answers this document",
    answer: { status: 200 },
    refusals: [],
  },
};

/** The API as an OpenAPI document; `server` is the URL that it is reached at. */
export function openapi(server: string) {
  return openapiDocument({ title: "Image catalogue", server, routes: ROUTES });
}
