import { randomUUID } from "node:crypto";
import { bookingApi, type Answer, type BookingApi } from "./booking-api.ts";
import { provideCustomers } from "./customer-provider.ts";
import { processFlights } from "./processes.ts";
import { stackOutputs } from "./stack-outputs.ts";

/** Where the samples go. */
export interface SampleTarget {
  readonly stage: string;
  readonly print: (line: string) => void;
}

/** One call, and what it should come to. */
interface Step {
  readonly what: string;
  readonly expected: string;
  readonly answer: Answer;
}

/**
 * Books a few flights through the deployed API, and prints what became of each. The region, the endpoint and
 * the credentials come from the environment, as for any AWS client.
 *
 * @returns False when a call ends otherwise than it should.
 */
export async function pushSamples({ stage, print }: SampleTarget): Promise<boolean> {
  const outputs = await stackOutputs(stage);
  const { ApiUrl, BookingTable, EventBusName, Configuration } = outputs;
  const customers = await provideCustomers(Configuration);
  const api = await bookingApi(ApiUrl);
  const steps = await bookFlights(api);
  for (const { what, expected, answer } of steps) {
    const came = outcomeOf(answer);
    const note = came === expected ? "" : ` (expected ${expected})`;
    print(`${what.padEnd(44)}${came}${note}`);
  }
  print("");
  const stories = await processFlights(api, outputs);
  for (const { what, came, expected, states } of stories) {
    print(`${what.padEnd(44)}${came}${came === expected ? "" : ` (expected ${expected})`}`);
    print(`  ${states.join(" → ")}`);
  }
  print("");
  print(`API    ${ApiUrl} (IAM-signed; GET /openapi.json describes it)`);
  print(`table  ${BookingTable}`);
  print(`events ${EventBusName}: BookingReserved, BookingConfirmed, BookingCancelled`);
  if (customers)
    print(`customers ${customers.endpoint}/<id>: everybody but nobody-…, for this run`);
  const isAsExpected = steps.every(({ expected, answer }) => outcomeOf(answer) === expected);
  return isAsExpected && stories.every(({ expected, came }) => came === expected);
}

function outcomeOf({ status, booking, code }: Answer): string {
  return booking === undefined ? `${status} ${code ?? ""}` : `${status} ${booking.status}`;
}

async function bookFlights(api: BookingApi): Promise<readonly Step[]> {
  const run = randomUUID().slice(0, 8);
  const [ada, bob] = [`ada-${run}`, `bob-${run}`];
  const steps: Step[] = [];
  const take = (what: string, expected: string, answer: Answer): string => {
    steps.push({ what, expected, answer });
    return answer.booking?.bookingId ?? "";
  };
  const key = randomUUID();
  const first = take("Ada reserves LH-400", "200 Reserved", await api.reserve(ada, "LH-400", key));
  const again = take(
    "the same request again",
    "200 Reserved",
    await api.reserve(ada, "LH-400", key),
  );
  take("Ada confirms", "200 Confirmed", await api.confirm(first));
  take("Ada confirms once more", "409 BookingAlreadyConfirmed", await api.confirm(first));
  const bobs = take("Bob reserves LH-400", "200 Reserved", await api.reserve(bob, "LH-400"));
  take("Bob cancels", "200 Cancelled", await api.cancel(bobs, "changed his mind"));
  take("Bob reserves LH-400 anew", "200 Reserved", await api.reserve(bob, "LH-400"));
  take("nobody reserves", "400 CustomerNotFound", await api.reserve("nobody-1", "LH-400"));
  if (first !== again) throw new Error("the same request made two bookings");
  return steps;
}
