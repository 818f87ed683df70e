import type { Pairs } from "./api-request.ts";
import { GatewayFailure } from "./gateway-failure.ts";
import type { BackendAnswer } from "./backend-answer.ts";

/** A request as it goes over the wire. */
export interface Outgoing {
  readonly url: URL;
  readonly method: string;
  readonly headers: Pairs;
  readonly body: Buffer;
}

/** Headers that belong to one connection. */
const HOP = new Set(["connection", "content-length", "host", "keep-alive", "transfer-encoding"]);

/**
 * Sends a request and reads the whole answer.
 *
 * @throws {GatewayFailure} `INTEGRATION_FAILURE`: nobody answers.
 */
export async function fetchBackend({
  url,
  method,
  headers,
  body,
}: Outgoing): Promise<BackendAnswer> {
  const bare = method === "GET" || method === "HEAD" || body.byteLength === 0;
  try {
    const response = await fetch(url, {
      method,
      headers: headers.filter(([name]) => !HOP.has(name.toLowerCase())).map(([n, v]) => [n, v]),
      redirect: "manual",
      ...(!bare && { body: new Uint8Array(body) }),
    });
    const { status } = response;
    const bytes = new Uint8Array(await response.arrayBuffer());
    const plain = [...response.headers].filter(
      ([name]) => !HOP.has(name) && name !== "content-encoding",
    );
    return { status, headers: plain, body: bytes, selection: String(status) };
  } catch (cause) {
    throw new GatewayFailure("INTEGRATION_FAILURE", { cause });
  }
}

/** Puts encoded values in for `{name}`; slashes stay, as in object keys. */
export function fillPath(path: string, values: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{([^}]+)\}/g, (_all, name: string) =>
    encodeURI(Object.hasOwn(values, name) ? (values[name] ?? "") : "")
      .replaceAll("?", "%3F")
      .replaceAll("#", "%23"),
  );
}
