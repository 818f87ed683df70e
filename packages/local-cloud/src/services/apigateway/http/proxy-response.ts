import * as z from "zod";
import {
  areSendable,
  headerOf,
  type ApiResponse,
  type Pairs,
  type RoutedExchange,
} from "./api-request.ts";
import { GatewayFailure } from "./gateway-failure.ts";
import { isBinary } from "./media-type.ts";

const HeaderValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const StructuredResponse = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), HeaderValue).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(HeaderValue)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

const OURS = new Set(["content-length", "transfer-encoding", "connection"]);

/** The answer to a function that failed or said what API Gateway cannot read. */
export function malformed(): GatewayFailure {
  return new GatewayFailure("API_CONFIGURATION_ERROR", { status: 502 });
}

/**
 * Reads what a function behind a proxy integration answered.
 *
 * @throws {GatewayFailure} With status 502.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function readProxyResponse(payload: Buffer, exchange: RoutedExchange): ApiResponse {
  const structured = StructuredResponse.safeParse(parse(payload.toString()));
  if (!structured.success) throw malformed();
  const { statusCode: status, body, isBase64Encoded } = structured.data;
  const headers = readHeaders(structured.data);
  const text = body ?? "";
  const decodes = isBase64Encoded === true && wantsBinary(headers, exchange);
  return { status, headers, body: decodes ? Buffer.from(text, "base64") : text };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // and so malformed
  }
}

/** The client's first accepted type decides, or the type of the answer when all are binary. */
function wantsBinary(headers: Pairs, { definition, request }: RoutedExchange): boolean {
  const { binaryMediaTypes } = definition;
  const [accepted] = (headerOf(request.headers, "accept") ?? "").split(",");
  const types = [accepted, headerOf(headers, "content-type")];
  return types.some((type) => isBinary(type === "" ? undefined : type, binaryMediaTypes));
}

function readHeaders({ headers, multiValueHeaders }: z.infer<typeof StructuredResponse>): Pairs {
  const multi = Object.entries(multiValueHeaders ?? {}).flatMap(([name, values]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const taken = new Set(multi.map(([name]) => name.toLowerCase()));
  const single = Object.entries(headers ?? {}).filter(([name]) => !taken.has(name.toLowerCase()));
  const all = [...single, ...multi].filter(([name]) => !OURS.has(name.toLowerCase()));
  if (!areSendable(all)) throw malformed();
  const typed = all.some(([name]) => name.toLowerCase() === "content-type");
  return typed ? all : [["content-type", "application/json"], ...all];
}
