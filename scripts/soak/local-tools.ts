import * as z from "zod";

/** One order to misbehave, as `PUT /_local/chaos` takes it. */
export interface FaultRule {
  readonly service: string;
  readonly operation: string;
  readonly fault: "throttle" | "error" | "delay" | "duplicate" | "reorder" | "kill";
  readonly probability?: number;
  readonly delayMs?: number;
}

const Inbox = z.object({ messages: z.array(z.object({ body: z.string() })) });
const Requests = z.object({ counts: z.record(z.string(), z.int()) });
const Faults = z.object({ struck: z.int() });

/** The tools that a cloud has beside the AWS APIs. */
export interface LocalTools {
  /** Orders faults; none when there are no rules. */
  order(rules: readonly FaultRule[], seed: number): Promise<void>;
  /** Faults that have struck since they were ordered. */
  struck(): Promise<number>;
  /** Calls by `service:operation` since the cloud started. */
  counts(): Promise<Readonly<Record<string, number>>>;
  /** Bodies of what an address has received, oldest first. */
  inbox(address: string): Promise<readonly string[]>;
}

/** The tools of the cloud at `endpoint`. */
export function localTools(endpoint: string): LocalTools {
  const ask = async (path: string, init?: RequestInit): Promise<unknown> => {
    const response = await fetch(`${endpoint}/_local/${path}`, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  return {
    async order(rules, seed) {
      await ask("chaos", { method: "PUT", body: JSON.stringify({ seed, rules }) });
    },
    struck: async () => Faults.parse(await ask("chaos")).struck,
    counts: async () => Requests.parse(await ask("requests?limit=1")).counts,
    inbox: async (address) => {
      const path = `inbox/${encodeURIComponent(address)}`;
      return Inbox.parse(await ask(path)).messages.map(({ body }) => body);
    },
  };
}
