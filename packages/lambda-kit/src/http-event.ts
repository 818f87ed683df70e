import * as z from "zod/mini";
import { InvalidError } from "./errors.ts";
import type { RawBody } from "./json-body.ts";

const Strings = z.nullish(z.record(z.string(), z.optional(z.string())));
const StringLists = z.nullish(z.record(z.string(), z.optional(z.array(z.string()))));

const Common = {
  body: z.nullish(z.string()),
  isBase64Encoded: z.optional(z.boolean()),
  headers: Strings,
  pathParameters: Strings,
};

const HttpApiEvent = z.object({
  version: z.literal("2.0"),
  rawQueryString: z.optional(z.string()),
  ...Common,
});

const RestApiEvent = z.object({
  httpMethod: z.string(),
  queryStringParameters: Strings,
  multiValueQueryStringParameters: StringLists,
  ...Common,
});

const ApiEvent = z.union([HttpApiEvent, RestApiEvent]);
type ApiEvent = z.infer<typeof ApiEvent>;

/** A request, whichever kind of API Gateway it came through. */
export interface HttpRequest {
  readonly path: Readonly<Record<string, string>>;
  /** One value as a string, repeated ones as a list. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined when the request has none. */
  readonly body: RawBody | undefined;
}

// Object.fromEntries defines keys, so that "__proto__" stays a key.
function defined(values: Readonly<Record<string, string | undefined>> | null | undefined) {
  return Object.entries(values ?? {}).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
}

function oneOrList(values: readonly string[]): string | readonly string[] {
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : values;
}

function queryOf(event: ApiEvent): HttpRequest["query"] {
  if ("version" in event) {
    // Not `queryStringParameters`, which joins repeated values with the commas that values may hold.
    const search = new URLSearchParams(event.rawQueryString ?? "");
    const names = [...new Set(search.keys())];
    return Object.fromEntries(names.map((name) => [name, oneOrList(search.getAll(name))]));
  }
  const lists = Object.entries(event.multiValueQueryStringParameters ?? {});
  if (lists.length === 0) return Object.fromEntries(defined(event.queryStringParameters));
  return Object.fromEntries(lists.map(([name, values = []]) => [name, oneOrList(values)]));
}

/**
 * Reads an HTTP API event (payload 2.0) or a REST API event (payload 1.0).
 *
 * @throws {InvalidError} `NotAnHttpRequest`: it is neither.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function readHttpRequest(event: unknown): HttpRequest {
  const parsed = z.safeParse(ApiEvent, event);
  if (!parsed.success)
    throw new InvalidError("NotAnHttpRequest", "the event is not an HTTP request");
  const { data } = parsed;
  const headers = Object.fromEntries(
    defined(data.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const text = data.body ?? "";
  const contentType = headers["content-type"];
  return {
    path: Object.fromEntries(defined(data.pathParameters)),
    query: queryOf(data),
    headers,
    body: text === "" ? undefined : { text, isBase64: data.isBase64Encoded === true, contentType },
  };
}
