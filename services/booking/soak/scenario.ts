import { SQSClient } from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { Soak, SoakReport, SoakSize } from "../../../scripts/soak/soak.ts";
import type { World } from "../../../scripts/soak/world.ts";
import { drain, listenTo, type Heard } from "../test/bus-listener.ts";
import { startCustomerApi, type FakeCustomerApi } from "../test/fake-providers/customer-api.ts";
import { CUSTOMER_FAULTS, FAULTS } from "./faults.ts";
import { bookingIn, insistentApi, type InsistentApi } from "./insist.ts";
import { rush, RUSH_FLIGHT } from "./processes.ts";
import { ENDS, violationsOf, type Customer, type HeardEvent } from "./promises.ts";

/** Customers who book, confirm and cancel, each call twice, while stores fail and processes are killed. */
export const soak: Soak = {
  inputs: "customers",
  full: { count: 1000, crashes: 2, limitMs: 900_000 },
  short: { count: 20, crashes: 1, limitMs: 60_000 },
  run,
};

const CUSTOMERS_PER_SEAT = 10; // of those above; the rush for a flight's seats has five for each seat
const LANES = 8; // customers at the same time
const ANSWER_LIMIT_MS = 120_000; // of one call, repetitions included
const PLANS = ["keeps", "confirms", "cancels", "confirms and cancels"] as const;

async function run(world: World, size: SoakSize): Promise<SoakReport> {
  const customersApi = await startCustomerApi();
  await configure(world, customersApi);
  const listen = await listenTo(world.settings, world.outputs["EventBusName"] ?? "");
  const api = insistentApi(world, ANSWER_LIMIT_MS);
  const startedAt = performance.now();
  await world.misbehave(FAULTS);
  const misbehaving = setInterval(() => {
    if (Math.random() < CUSTOMER_FAULTS) customersApi.next.push(503);
  }, 50);

  const customers: Customer[] = [];
  const underWay: number[] = [];
  const all = inLanes(size.count, async (at) => {
    customers.push(await beCustomer(api, at));
  });
  for (let crash = 1; crash <= size.crashes; crash += 1) {
    const wanted = Math.floor((size.count * crash) / (size.crashes + 1));
    await world.until(size.limitMs, async () => (customers.length >= wanted ? true : undefined));
    underWay.push(Math.min(LANES, size.count - customers.length));
    world.progress(`kill -9 with ${customers.length} of ${size.count} customers served`);
    await world.crash();
  }
  await all;
  const seats = Math.floor(size.count / CUSTOMERS_PER_SEAT);
  const rushed = await rush(world, api, { seats, limitMs: size.limitMs });
  clearInterval(misbehaving);
  await world.misbehave([]);

  world.progress("waiting until all is told");
  const heard = await untilTold(world, { customers, listen, limitMs: size.limitMs });
  const seconds = (performance.now() - startedAt) / 1000;
  const listed = new Map<string, Awaited<ReturnType<typeof api.list>>>();
  for (const { customerId } of customers) listed.set(customerId, await api.list(customerId));
  const letters = await drain(
    new SQSClient(world.settings),
    world.outputs["StreamDeadLetters"] ?? "",
  );
  await customersApi.stop();
  await world.readTally();
  const figures = {
    customers: customers.length,
    "customers under way at each kill -9": underWay.join(", "),
    "calls made again": api.tally.repeated,
    "events, duplicates among them": `${heard.length}, ${heard.length - new Set(heard.map(({ eventId }) => eventId)).size}`,
    "transactions, idempotency records": `${world.calls("dynamodb:TransactWriteItems")}, ${world.calls("dynamodb:UpdateItem")}`,
    "processes, confirmed, refused": `${rushed.processes}, ${rushed.confirmed}, ${rushed.refused}`,
    "until all was at rest": `${seconds.toFixed(1)} s`,
  };
  return {
    figures: Object.entries(figures).map(([name, value]) => ({ name, value: String(value) })),
    violations: [
      ...violationsOf({ customers, listed, heard, deadLetters: letters.length }),
      ...rushed.violations,
    ],
  };
}

async function configure({ settings, outputs }: World, { endpoint }: FakeCustomerApi) {
  const Value = JSON.stringify({ CustomerApiEndpoint: endpoint });
  const Name = outputs["Configuration"];
  const ssm = new SSMClient({ ...settings, maxAttempts: 10 });
  await ssm.send(new PutParameterCommand({ Name, Value, Overwrite: true }));
}

async function inLanes(count: number, work: (at: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** Reserves twice at the same time, changes as planned, and sends the last change once more. */
async function beCustomer(api: InsistentApi, at: number): Promise<Customer> {
  const customerId = `customer-${at}`;
  const plan = PLANS[at % PLANS.length] ?? "keeps";
  const done: Pick<{ -readonly [Part in keyof Customer]: Customer[Part] }, "reserved" | "changed"> =
    {
      reserved: [],
      changed: [],
    };
  try {
    const body = { customerId, outboundFlightId: `LH-${at % 7}`, chargeId: `ch_${at}` };
    const reserve = () => api.write("POST /booking/reserve", `${customerId}-reserve`, body);
    done.reserved = await Promise.all([reserve(), reserve()]);
    const { bookingId } = bookingIn(done.reserved[0] ?? "{}");
    if (plan.startsWith("confirms")) {
      const confirm = () =>
        api.write("POST /booking/confirm", `${customerId}-confirm`, { bookingId });
      done.changed = [await confirm(), await confirm()];
    }
    if (plan.endsWith("cancels")) {
      const cancel = () =>
        api.write("PUT /booking/cancel", `${customerId}-cancel`, { bookingId, reason: "ill" });
      done.changed = [await cancel(), await cancel()];
    }
    return { customerId, plan, ...done, refusal: undefined };
  } catch (error) {
    return { customerId, plan, ...done, refusal: String(error) };
  }
}

interface Telling {
  readonly customers: readonly Customer[];
  readonly listen: () => Promise<readonly Heard[]>;
  readonly limitMs: number;
}

/** Waits until as many different events were heard as there must be. */
async function untilTold(world: World, { customers, listen, limitMs }: Telling) {
  const wanted = customers.reduce((sum, { plan }) => sum + ENDS[plan].told.length, 0);
  let heard: readonly HeardEvent[] = [];
  await world.until(limitMs, async () => {
    const events = await listen();
    const own = events.filter(({ detail }) => detail.data["outboundFlightId"] !== RUSH_FLIGHT);
    heard = own.map(({ "detail-type": type, detail }) => ({ type, ...detail.data }));
    const different = new Set(heard.map(({ eventId }) => eventId)).size;
    return different >= wanted ? true : undefined;
  });
  return heard;
}
