import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { queryValue, type WireRequest } from "./wire.ts";

const UNSIGNED = "UNSIGNED-PAYLOAD";

/**
 * Whether the signature in a request's query string is the one that `secretAccessKey` gives for
 * this method, path, query and the headers that it names.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function isSignedBy(request: WireRequest, secretAccessKey: string): boolean {
  const given = Buffer.from(queryValue(request, "X-Amz-Signature") ?? "", "hex");
  const expected = Buffer.from(signatureOf(request, secretAccessKey), "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function signatureOf(request: WireRequest, secretAccessKey: string): string {
  const scope = (queryValue(request, "X-Amz-Credential") ?? "").split("/").slice(-4);
  const [date = "", region = "", service = "", ending = ""] = scope;
  const stringToSign = [
    "AWS4-HMAC-SHA256",
    queryValue(request, "X-Amz-Date") ?? "",
    scope.join("/"),
    createHash("sha256").update(canonicalRequest(request)).digest("hex"),
  ].join("\n");
  const key = [date, region, service, ending].reduce<Buffer>(
    (secret, part) => createHmac("sha256", secret).update(part).digest(),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
  return createHmac("sha256", key).update(stringToSign).digest("hex");
}

function canonicalRequest(request: WireRequest): string {
  const names = (queryValue(request, "X-Amz-SignedHeaders") ?? "").split(";");
  const headers = names.map((name) => `${name}:${headerText(request.headers[name])}\n`).join("");
  const query = request.query
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort();
  const payload = request.headers["x-amz-content-sha256"] ?? UNSIGNED;
  return [request.method, request.rawPath, query.join("&"), headers, names.join(";"), payload].join(
    "\n",
  );
}

/** Without spaces around it and with single ones within, as the signature wants it. */
function headerText(value = ""): string {
  return value.trim().replaceAll(/ +/g, " ");
}

/** RFC 3986: `encodeURIComponent` leaves five characters more. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
