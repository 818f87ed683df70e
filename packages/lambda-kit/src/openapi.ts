import * as z from "zod/mini";

type Schema = z.core.$ZodType;
type JsonSchema = z.core.JSONSchema.BaseSchema;

/** One route of an API, as its function has it. */
export interface Route {
  readonly summary: string;
  readonly path?: Schema;
  readonly query?: Schema;
  readonly headers?: Schema;
  readonly body?: Schema;
  readonly answer: {
    readonly status: number;
    /** What headers of its own the answer has, by name. */
    readonly headers?: Readonly<Record<string, string>>;
    /** Of JSON; any object unless told. */
    readonly schema?: Schema;
    /** Of an answer that is not JSON. */
    readonly contentType?: string;
  };
  /** Statuses of refusals, beside those that every route has. */
  readonly refusals: readonly number[];
}

/** An API: where it is, and its routes by their keys, such as `GET /images/{id}`. */
export interface Api {
  readonly title: string;
  /** The URL that it is reached at. */
  readonly server: string;
  readonly routes: Readonly<Record<string, Route>>;
}

const Problem = z.object({
  code: z.string(),
  message: z.string(),
  requestId: z.optional(z.string()),
  issues: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
});

const REASONS: Readonly<Record<number, string>> = {
  400: "the request does not fit",
  401: "nothing says that the caller may do this",
  403: "the caller may not do this",
  404: "there is no such thing",
  409: "the state of things does not allow it",
  413: "the body is too large",
  415: "the body is not JSON",
  500: "something went wrong",
  503: "something that is needed does not answer",
};
const ALWAYS = [400, 500, 503];
const NO_CONTENT = 204;

/** A schema as callers see it: what they send, or what they get. */
function toJson(schema: Schema, io: "input" | "output"): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io });
  return json;
}

function parametersOf(schema: Schema | undefined, where: "path" | "query" | "header") {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = toJson(schema, "input");
  return Object.entries(properties).map(([name, property]) => {
    return { name, in: where, required: required.includes(name), schema: property };
  });
}

function contentOf(type: string, schema: unknown) {
  return { content: { [type]: { schema } } };
}

function contentOfAnswer({ status, schema, contentType }: Route["answer"]) {
  if (status === NO_CONTENT) return {};
  if (contentType !== undefined) return contentOf(contentType, { type: "string" });
  return contentOf("application/json", schema ? toJson(schema, "output") : { type: "object" });
}

function headersOf({ headers }: Route["answer"]) {
  if (headers === undefined) return {};
  const described = Object.entries(headers).map(([name, description]) => {
    return [name, { description, schema: { type: "string" } }];
  });
  return { headers: Object.fromEntries(described) };
}

function operationOf({ summary, path, query, headers, body, answer, refusals }: Route) {
  const refused = [...ALWAYS, ...refusals].map((status) => {
    const problem = contentOf("application/problem+json", { $ref: "#/components/schemas/Problem" });
    return [status, { description: REASONS[status] ?? "", ...problem }];
  });
  return {
    summary,
    parameters: [
      ...parametersOf(path, "path"),
      ...parametersOf(query, "query"),
      ...parametersOf(headers, "header"),
    ],
    ...(body && {
      requestBody: { required: true, ...contentOf("application/json", toJson(body, "input")) },
    }),
    responses: {
      [answer.status]: {
        description: "as asked",
        ...headersOf(answer),
        ...contentOfAnswer(answer),
      },
      ...Object.fromEntries(refused),
    },
  };
}

/**
 * An API as an OpenAPI document, made of the very schemas that its functions check with.
 *
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export function openapiDocument({ title, server, routes }: Api) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [key, route] of Object.entries(routes)) {
    const [method = "", path = ""] = key.split(" ");
    (paths[path] ??= {})[method.toLowerCase()] = operationOf(route);
  }
  return {
    openapi: "3.1.1",
    info: { title, version: "1" },
    servers: [{ url: server }],
    paths,
    components: { schemas: { Problem: toJson(Problem, "output") } },
  };
}
