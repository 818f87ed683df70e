import { AwsClient } from "aws4fetch";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import type { World } from "../../../scripts/soak/world.ts";

const PAUSE_MS = 250;
const Refusal = z.object({ code: z.string() });

const Booking = z.object({
  bookingId: z.string(),
  customerId: z.string(),
  outboundFlightId: z.string(),
  status: z.enum(["Reserved", "Confirmed", "Cancelled"]),
  version: z.number(),
});

/** A booking as the API shows it. */
export type Booking = z.infer<typeof Booking>;

/** A call of the API that is made again, with the same key, until it says what became of it. */
export interface InsistentApi {
  /** The text of the answer; undefined when there was none in time. @throws {Error} it is refused for good */
  write(route: string, key: string, body: unknown): Promise<string | undefined>;
  list(customerId: string): Promise<readonly Booking[]>;
  /** How often a call was made once more. */
  readonly tally: { repeated: number };
}

/** The booking in an answer. */
export function bookingIn(answer: string): Booking {
  return Booking.parse(JSON.parse(answer));
}

/** Opens the API of a world, called as a principal of the account. */
export function insistentApi(world: World, limitMs: number): InsistentApi {
  const { settings, outputs } = world;
  const { region, credentials } = settings;
  const client = new AwsClient({ ...credentials, service: "execute-api", region, retries: 0 });
  const tally = { repeated: 0 };

  const once = async (route: string, init: RequestInit): Promise<string | undefined> => {
    const [, path = ""] = route.split(" ");
    const response = await client.fetch(`${outputs["ApiUrl"] ?? ""}${path}`, init);
    const text = await response.text();
    if (response.ok) return text;
    const code = Refusal.safeParse(JSON.parse(text)).data?.code;
    if (response.status >= 500 || response.status === 429 || code === "RequestInProgress") {
      return undefined;
    }
    throw new Refused(`${route}: ${response.status} ${text}`);
  };
  const insist = (route: string, init: RequestInit): Promise<string | undefined> =>
    world.until(limitMs, async () => {
      const answer = await once(route, init).catch((error: unknown) => {
        if (error instanceof Refused) throw error;
        return undefined; // no cloud, or one that was killed half-way through its answer
      });
      if (answer !== undefined) return answer;
      tally.repeated += 1;
      await sleep(PAUSE_MS);
      return undefined;
    });

  return {
    tally,
    write(route, key, body) {
      const [method = ""] = route.split(" ");
      const headers = { "content-type": "application/json", "idempotency-key": key };
      return insist(route, { method, headers, body: JSON.stringify(body) });
    },
    async list(customerId) {
      const answer = await insist(`GET /customer/${customerId}`, {});
      return z.array(Booking).parse(JSON.parse(answer ?? "[]"));
    },
  };
}

class Refused extends Error {
  override readonly name = "Refused";
}
