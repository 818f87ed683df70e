import { text } from "node:stream/consumers";
import * as z from "zod";
import type { Cloud } from "../cloud.ts";
import { costOf } from "../cost.ts";
import { queryValue, type WireRequest, type WireResponse } from "../protocol/wire.ts";
import { jsonResponse } from "./http.ts";
import type { RequestLog } from "./request-log.ts";

const ChaosOrder = z.strictObject({
  seed: z.int().optional(),
  rules: z.array(
    z.strictObject({
      service: z.string(),
      operation: z.string(),
      fault: z.enum(["throttle", "error", "delay", "duplicate", "reorder", "kill"]),
      probability: z.number().min(0).max(1).optional(),
      times: z.int().positive().optional(),
      delayMs: z.number().nonnegative().optional(),
    }),
  ),
});

const MAX_ADVANCE_MS = 10 * 365 * 24 * 3_600_000; // ten years: dates stay dates
const ClockOrder = z.strictObject({ advanceMs: z.number().min(0).max(MAX_ADVANCE_MS) });

/** What the endpoints beside the AWS APIs may touch. */
export interface LocalEndpoints {
  readonly cloud: Cloud;
  readonly log: RequestLog;
}

type Handler = (parts: LocalEndpoints, request: WireRequest) => unknown;

/** By method and path below `/_local/`. */
const ROUTES: Readonly<Record<string, Handler>> = {
  "GET health": ({ cloud }) => ({ status: "running", ...publicConfig(cloud) }),
  "GET inbox": ({ cloud }) => ({ names: cloud.inbox.names() }),
  "GET clock": ({ cloud }) => ({ now: new Date(cloud.clock.now()).toISOString() }),
  "POST clock": async ({ cloud }, request) => {
    const { advanceMs } = ClockOrder.parse(JSON.parse(await text(request.body)));
    await cloud.clock.advance(advanceMs);
    return { now: new Date(cloud.clock.now()).toISOString() };
  },
  "GET chaos": ({ cloud }) => cloud.chaos.read(),
  "PUT chaos": async ({ cloud }, request) => {
    const { rules, seed } = ChaosOrder.parse(JSON.parse(await text(request.body)));
    cloud.chaos.set(rules.map(withoutUndefined), seed);
    return cloud.chaos.read();
  },
  "DELETE chaos": ({ cloud }) => {
    cloud.chaos.set([]);
    return cloud.chaos.read();
  },
  "GET requests": ({ log }, request) => ({
    counts: log.counts(),
    recent: log.recent(Number(queryValue(request, "limit") ?? 100)),
  }),
  "GET cost": ({ log }) => costOf(log.counts()),
};

/** Answers a request under `/_local/`. */
export async function answerLocal(
  parts: LocalEndpoints,
  request: WireRequest,
): Promise<WireResponse> {
  const path = request.rawPath.slice("/_local/".length);
  const handler = ROUTES[`${request.method} ${path}`];
  try {
    if (handler !== undefined) return jsonResponse(200, await handler(parts, request));
    const name = /^inbox\/(.+)$/.exec(path)?.[1];
    if (name !== undefined && request.method === "GET") {
      return jsonResponse(200, { messages: parts.cloud.inbox.read(decodeURIComponent(name)) });
    }
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError || error instanceof URIError) {
      return jsonResponse(400, { message: error.message });
    }
    throw error;
  }
  return jsonResponse(404, {
    message: `no ${request.method} /_local/${path}`,
    routes: [...Object.keys(ROUTES), "GET inbox/<name>"],
  });
}

function publicConfig({ config, endpoint }: Cloud): Record<string, unknown> {
  return { endpoint, region: config.region, accountId: config.accountId, pid: process.pid };
}

function withoutUndefined<T extends object>(rule: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the entries left are those that are defined
  return Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
