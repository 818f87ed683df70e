import type { RawResponse } from "../http/response.ts";
import type { SmallRequest } from "./small-requests.ts";

/** What the bare server sends for a request. */
export interface BareAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const MADE_BY_NODE = new Set(["date", "connection", "keep-alive"]);

function toAnswer({ head, body }: RawResponse): BareAnswer {
  const [, ...lines] = head.split("\r\n");
  const headers = lines
    .map((line): [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    })
    .filter(([name]) => !MADE_BY_NODE.has(name.toLowerCase()));
  return { headers: Object.fromEntries(headers), body };
}

/** What the bare server tells requests apart by: x-amz-target, or the path where there is none. */
function keyOf(request: Buffer): string {
  const head = request.toString("latin1");
  const key = /^x-amz-target: *(.+)\r$/imu.exec(head)?.[1] ?? /^\S+ (\S+) /u.exec(head)?.[1];
  if (key === undefined) throw new Error(`not an HTTP request: ${head}`);
  return key;
}

/** Sends every request once and keeps its answer. */
export async function bareAnswers(
  requests: readonly SmallRequest[],
  send: (request: Buffer) => Promise<RawResponse>,
): Promise<Readonly<Record<string, BareAnswer>>> {
  const answers: [string, BareAnswer][] = [];
  for (const { bytes } of requests) answers.push([keyOf(bytes), toAnswer(await send(bytes))]);
  return Object.fromEntries(answers);
}
