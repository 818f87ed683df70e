import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import type { Cloud } from "./cloud.ts";

/** A request to an endpoint that is no part of this cloud. */
export interface OutsideRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** How an endpoint answered. */
export interface OutsideAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The first `maxBytes` of it. */
  readonly body: string;
}

/** The limits of one call. */
export interface OutsideLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** No answer came: in time, or at all. */
export class OutsideFailure extends Error {
  override readonly name = "OutsideFailure";
  readonly timedOut: boolean;

  constructor(message: string, options: { timedOut: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.timedOut = options.timedOut;
  }
}

/** Whether a call to this URL is really made; every other one only lands in the inbox. */
export function isCalledReally({ config }: Pick<Cloud, "config">, url: string): boolean {
  return config.outside === "call" || isLoopback(new URL(url).hostname);
}

/** True for a host name that stays on this machine. */
export function isLoopback(hostname: string): boolean {
  return /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i.test(hostname);
}

/** Puts a request into the inbox, in the words of `shown`, whose secrets are blacked out. */
export function keepInInbox({ inbox }: Pick<Cloud, "inbox">, shown: OutsideRequest): void {
  const { origin, pathname } = new URL(shown.url);
  inbox.deliver({
    kind: "http",
    to: origin + pathname,
    subject: `${shown.method} ${shown.url}`,
    body: shown.body ?? "",
    headers: shown.headers,
  });
}

/**
 * Calls an endpoint; follows no redirect. The time-out runs in the machine's time, as the endpoint does:
 * moving the cloud's clock on does not make anybody answer sooner.
 *
 * @throws {OutsideFailure} When no answer came.
 */
export async function callReally(
  { stopping }: Pick<Cloud, "stopping">,
  request: OutsideRequest,
  { timeoutMs, maxBytes }: OutsideLimits,
): Promise<OutsideAnswer> {
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const response = await send(request, AbortSignal.any([late, stopping]));
    const body = await readStart(response, maxBytes);
    return { status: response.statusCode ?? 0, headers: flat(response), body };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = late.aborted ? `no answer within ${timeoutMs} ms` : reason;
    throw new OutsideFailure(message, { timedOut: late.aborted, cause });
  }
}

function send(
  { method, url, headers, body }: OutsideRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const open = url.startsWith("https:") ? requestHttps : requestHttp;
    const length = body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) };
    const call = open(url, { method, headers: { ...headers, ...length }, agent: false, signal });
    call.on("error", reject);
    call.on("response", resolve);
    call.end(body);
  });
}

async function readStart(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    size += bytes.length;
    if (size >= maxBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString("utf8");
}

function flat({ headers }: IncomingMessage): Record<string, string | undefined> {
  const entries = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : value,
  ]);
  return Object.fromEntries(entries);
}
