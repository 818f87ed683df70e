import * as z from "zod/mini";
import { DecisionAccepted, DecisionRequest } from "./schemas/decision.ts";
import { ImagePath, ImagesPage, ImagesQuery, ImageView, ThumbnailLink } from "./schemas/image.ts";
import { ModerationRequest, ModerationVerdict } from "./schemas/moderation.ts";
import { UploadRequest, UploadTicket } from "./schemas/upload.ts";

type Schema = z.core.$ZodType;
type JsonSchema = z.core.JSONSchema.BaseSchema;

/** One route of the API, as its function has it. */
interface Route {
  readonly summary: string;
  readonly path?: Schema;
  readonly query?: Schema;
  readonly body?: Schema;
  readonly answer: { readonly status: number; readonly schema?: Schema };
  /** Statuses of refusals, beside those that every route has. */
  readonly refusals: readonly number[];
}

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

const Problem = z.object({
  code: z.string(),
  message: z.string(),
  requestId: z.optional(z.string()),
  issues: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
});

const REASONS: Readonly<Record<number, string>> = {
  400: "the request does not fit",
  404: "there is no such thing",
  409: "the state of things does not allow it",
  413: "the body is too large",
  415: "the body is not JSON",
  500: "something went wrong",
  503: "something that is needed does not answer",
};
const ALWAYS = [400, 500, 503];

/** A schema as callers see it: what they send, or what they get. */
function toJson(schema: Schema, io: "input" | "output"): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io });
  return json;
}

function parametersOf(schema: Schema | undefined, where: "path" | "query") {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = toJson(schema, "input");
  return Object.entries(properties).map(([name, property]) => {
    return { name, in: where, required: required.includes(name), schema: property };
  });
}

function contentOf(type: string, schema: unknown) {
  return { content: { [type]: { schema } } };
}

function operationOf({ summary, path, query, body, answer, refusals }: Route) {
  const schema = answer.schema && toJson(answer.schema, "output");
  const refused = [...ALWAYS, ...refusals].map((status) => {
    const problem = contentOf("application/problem+json", { $ref: "#/components/schemas/Problem" });
    return [status, { description: REASONS[status] ?? "", ...problem }];
  });
  return {
    summary,
    parameters: [...parametersOf(path, "path"), ...parametersOf(query, "query")],
    ...(body && {
      requestBody: { required: true, ...contentOf("application/json", toJson(body, "input")) },
    }),
    responses: {
      [answer.status]: {
        description: "as asked",
        ...contentOf("application/json", schema ?? { type: "object" }),
      },
      ...Object.fromEntries(refused),
    },
  };
}

/**
 * The API as an OpenAPI document, made of the very schemas that the functions check with. `server` is the
 * URL that it is reached at.
 *
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export function openapi(server: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [key, route] of Object.entries(ROUTES)) {
    const [method = "", path = ""] = key.split(" ");
    (paths[path] ??= {})[method.toLowerCase()] = operationOf(route);
  }
  return {
    openapi: "3.1.1",
    info: { title: "Image catalogue", version: "1" },
    servers: [{ url: server }],
    paths,
    components: { schemas: { Problem: toJson(Problem, "output") } },
  };
}
