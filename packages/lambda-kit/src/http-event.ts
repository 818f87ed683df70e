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
function defined(
  values: Readonly<Record<string, string | undefined>> | null | undefined,
  nameOf: (name: string) => string = (name) => name,
): Readonly<Record<string, string>> {
  const entries: [string, string][] = [];
  for (const [name, value] of Object.entries(values ?? {})) {
    if (value !== undefined) entries.push([nameOf(name), value]);
  }
  return Object.fromEntries(entries);
}

const toLowerCase = (name: string): string => name.toLowerCase();

function bodyOf({ body, headers, isBase64Encoded }: ApiEvent): RawBody | undefined {
  const text = body ?? "";
  if (text === "") return undefined;
  // The last of several spellings, as in an object of names in lower case.
  const name = Object.keys(headers ?? {}).findLast((one) => one.toLowerCase() === "content-type");
  const contentType = name === undefined ? undefined : headers?.[name];
  return { text, isBase64: isBase64Encoded === true, contentType };
}

function oneOrList(values: readonly string[]): string | readonly string[] {
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : values;
}

function queryOf(event: ApiEvent): HttpRequest["query"] {
  if ("version" in event) {
    // Not `queryStringParameters`, which joins repeated values with the commas that values may hold.
    const pairs = Map.groupBy(new URLSearchParams(event.rawQueryString ?? ""), ([name]) => name);
    return Object.fromEntries(
      Array.from(pairs, ([name, all]) => [name, oneOrList(all.map(([, value]) => value))]),
    );
  }
  const lists = Object.entries(event.multiValueQueryStringParameters ?? {});
  if (lists.length === 0) return defined(event.queryStringParameters);
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
  // Each part is made when it is asked for: most handlers want one or two of them.
  return {
    get path() {
      return defined(data.pathParameters);
    },
    get query() {
      return queryOf(data);
    },
    get headers() {
      return defined(data.headers, toLowerCase);
    },
    get body() {
      return bodyOf(data);
    },
  };
}
