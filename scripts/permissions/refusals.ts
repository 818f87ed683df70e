import * as z from "zod";

const PAGE = 200;
const ALL = 1000; // calls that the cloud remembers

const Requests = z.object({
  recent: z.array(z.object({ requestId: z.string(), message: z.string().optional() })),
});

const REFUSAL =
  /^User: (?<who>\S+) is not authorized to perform: (?<action>[\w-]+:\w+)(?: on resource: "?(?<resource>[^"\s]+)"?)?/u;

/** A call that was refused, in the words of the service that refused it. */
export interface Refusal {
  /** ARN of a session, or the name of a service. */
  readonly who: string;
  readonly action: string;
  /** `*` where the service names none. */
  readonly resource: string;
  readonly message: string;
}

/** The calls that a cloud has refused. */
export interface RefusalLog {
  /** The newest call there is: what comes later is after it. */
  mark(): Promise<string>;
  /** Oldest last. */
  since(mark: string): Promise<readonly Refusal[]>;
}

/** Reads the refusals of the cloud at `endpoint` from its log of calls. */
export function refusalLog(endpoint: string): RefusalLog {
  const recent = async (limit: number) => {
    const response = await fetch(`${endpoint}/_local/requests?limit=${limit}`);
    return Requests.parse(await response.json()).recent;
  };
  const until = async (mark: string, limit: number) => {
    const calls = await recent(limit);
    const end = calls.findIndex(({ requestId }) => requestId === mark);
    return end === -1 ? undefined : calls.slice(0, end);
  };
  return {
    mark: async () => (await recent(1))[0]?.requestId ?? "",
    async since(mark) {
      const calls = (await until(mark, PAGE)) ?? (await until(mark, ALL)) ?? (await recent(ALL));
      return calls.flatMap(({ message = "" }) => {
        const refusal = readRefusal(message);
        return refusal === undefined ? [] : [refusal];
      });
    },
  };
}

/** What the message of a refusal says; undefined for any other message. */
export function readRefusal(message: string): Refusal | undefined {
  const { who = "", action = "", resource = "*" } = REFUSAL.exec(message)?.groups ?? {};
  return who === "" ? undefined : { who, action, resource, message };
}
