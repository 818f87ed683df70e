import * as z from "zod";
import { message, type ApiResponse } from "./api-request.ts";

const HeaderValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const StructuredResponse = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), HeaderValue).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(HeaderValue)).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});
type StructuredResponse = z.infer<typeof StructuredResponse>;

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What API Gateway answers for a function that failed or answered what it cannot read. */
export const BAD_OUTPUT: ApiResponse = message(500, "Internal Server Error");

/**
 * Reads a function's answer. In format 2.0 an answer without a `statusCode` is itself the body;
 * format 1.0 always needs the structure.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function readProxyResponse(payload: Uint8Array, version: "1.0" | "2.0"): ApiResponse {
  const text = Buffer.from(payload).toString("utf8");
  const json = parse(text);
  if (json === undefined) return BAD_OUTPUT;
  const isStructured =
    typeof json.value === "object" && json.value !== null && "statusCode" in json.value;
  if (!isStructured) {
    return version === "2.0" ? inferred(json.value, text) : BAD_OUTPUT;
  }
  const structured = StructuredResponse.safeParse(json.value);
  return structured.success ? toResponse(structured.data) : BAD_OUTPUT;
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function inferred(value: unknown, text: string): ApiResponse {
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    cookies: [],
    body: typeof value === "string" ? value : text,
  };
}

function toResponse(structured: StructuredResponse): ApiResponse {
  const headers = readHeaders(structured);
  if (headers === undefined) return BAD_OUTPUT;
  const { "set-cookie": cookie, ...others } = headers.single;
  const text = structured.body ?? "";
  const body = structured.isBase64Encoded === true ? Buffer.from(text, "base64") : text;
  return {
    status: structured.statusCode,
    headers: { "content-type": "text/plain;charset=UTF-8", ...others },
    cookies: [...(cookie === undefined ? [] : [cookie]), ...headers.cookies],
    body,
  };
}

function readHeaders(
  structured: StructuredResponse,
): { single: Record<string, string>; cookies: string[] } | undefined {
  const single = new Map<string, string>();
  const cookies = [...(structured.cookies ?? [])];
  for (const [name, value] of Object.entries(structured.headers ?? {})) {
    single.set(name.toLowerCase(), value);
  }
  for (const [name, values] of Object.entries(structured.multiValueHeaders ?? {})) {
    if (name.toLowerCase() === "set-cookie") cookies.push(...values);
    else single.set(name.toLowerCase(), values.join(","));
  }
  single.delete("content-length"); // the real length counts
  single.delete("transfer-encoding");
  single.delete("connection");
  const names = [...single.keys()];
  const values = [...single.values(), ...cookies];
  const valid =
    names.every((name) => HEADER_NAME.test(name)) &&
    values.every((value) => HEADER_VALUE.test(value));
  return valid ? { single: Object.fromEntries(single), cookies } : undefined;
}
