import { InvalidError } from "@blueprints/lambda-kit/errors";
import { logger } from "@blueprints/lambda-kit/observe";
import type { StreamRecord } from "@blueprints/lambda-kit/stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { aDecoder, anAggregate, aRecord, NOON, someRules } from "../../test/builders.ts";
import { inMemoryDestination, inMemoryProgress, unavailable } from "../../test/in-memory-stores.ts";
import type { OutputMode } from "../domain/batch-plan.ts";
import type { StoredObject } from "./ports.ts";
import type { Framing } from "../domain/framing.ts";
import { bytesOf, QuarantinedRecord } from "../domain/quarantined-record.ts";
import { storeBatch } from "./store-batch.ts";

logger.setLogLevel("SILENT");

/*
 * A shard and its poller, which may do whatever Lambda's may: bisect, repeat from a checkpoint, batch anew,
 * deliver once more what was done, lose answers, die between any two writes, and give a batch up; and an
 * object that its client gave up may land some writes later. What was given up is redriven in the end. Then every record is stored, and once.
 */
const MINUTES = 60_000;

const KINDS = ["a good", "b good", "a bad", "b bad", "a defect", "aggregate", "broken"] as const;
const WRITE = fc.constantFrom("done", "done", "done", "refused", "answer lost", "late", "lands");
const DELIVERY = fc.record({
  size: fc.integer({ min: 1, max: 12 }),
  back: fc.integer({ min: 0, max: 20 }), // records before the checkpoint that come again
  writes: fc.array(WRITE, { maxLength: 8 }), // what becomes of each write; further ones are done
  dies: fc.boolean(), // at the first failing write, in place of answering
  givesUp: fc.constantFrom(false, false, false, true),
});
const SHARD = fc.array(
  fc.record({ kind: fc.constantFrom(...KINDS), pauseMinutes: fc.integer({ min: 0, max: 40 }) }),
  { minLength: 1, maxLength: 30 },
);

type Kind = (typeof KINDS)[number];
type Delivery = typeof DELIVERY extends fc.Arbitrary<infer D> ? D : never;

function dataOf(kind: Kind, index: number): Buffer {
  if (kind === "aggregate")
    return anAggregate([`a|good ${index}.0`, `b|bad ${index}.1`, "no type"]);
  if (kind === "broken") return anAggregate([]).fill(0, 4);
  return Buffer.from(kind.replace(" ", "|") + ` ${index}`);
}

/** `a|text` is the text, as a message of the type a. */
const framing: Framing = (data) => {
  const text = Buffer.from(data).toString();
  const bar = text.indexOf("|");
  if (bar === -1) throw new InvalidError("BrokenEnvelope", "names no type");
  return { typeName: text.slice(0, bar), payload: data.subarray(bar + 1) };
};

function aShard(parts: readonly { kind: Kind; pauseMinutes: number }[]): StreamRecord[] {
  let arrivedAt = NOON;
  return parts.map(({ kind, pauseMinutes }, index) => {
    arrivedAt += pauseMinutes * MINUTES;
    return aRecord(index, { data: dataOf(kind, index), arrivedAt: new Date(arrivedAt) });
  });
}

/** What has to be in the stores in the end: each text once. */
function wantedOf(parts: readonly { kind: Kind }[]) {
  const good: string[] = [];
  const bad: string[] = [];
  for (const [index, { kind }] of parts.entries()) {
    if (kind === "aggregate") {
      good.push(`good ${index}.0`);
      bad.push(`b|bad ${index}.1`, "no type");
    } else if (kind.endsWith("good")) good.push(`good ${index}`);
    else bad.push(dataOf(kind, index).toString());
  }
  return { good: good.sort(), bad: bad.sort() };
}

function isQuarantined({ key }: { readonly key: string }): boolean {
  return key.startsWith("quarantine/");
}

/** A deployed function with its stores, and the means to make writes fail. */
function aWorld(outputMode: OutputMode) {
  let writes: Delivery["writes"] = [];
  let killed = false;
  let dies = false;
  const fail = (): Error => {
    killed = dies;
    return dies ? new Error("killed") : unavailable();
  };
  const write = async (put: () => Promise<void>, object?: StoredObject): Promise<void> => {
    if (killed) throw new Error("killed");
    const [fate = "done", ...later] = writes;
    writes = later;
    if (fate === "late" && object !== undefined) landings.push(sent(object));
    if (fate === "late" || fate === "refused") throw fail();
    await put();
    if (fate === "lands") land();
    if (fate === "answer lost") throw fail();
  };
  const { destination, objects, sent } = inMemoryDestination();
  let landings: (() => void)[] = [];
  const land = (): void => {
    for (const landing of landings) landing();
    landings = [];
  };
  const progress = inMemoryProgress();
  const decoders = new Map(["a", "b"].map((name) => [name, aDecoder(name)]));
  const deps = {
    rules: someRules({ framing, decoders, outputMode }),
    destination: {
      put: (object, signal) => write(() => destination.put(object, signal), object),
    } satisfies typeof destination,
    progress: {
      between: (...asked) => progress.between(...asked),
      begin: (shard, first, signal) => write(() => progress.begin(shard, first, signal)),
      add: (shard, range, signal) => write(() => progress.add(shard, range, signal)),
    } satisfies typeof progress,
  };
  return {
    objects,
    /** Has everything land that was given up. */
    land,
    /** Resolves with how many records of the batch are behind the checkpoint; undefined when it failed whole. */
    async deliver(batch: readonly StreamRecord[], faults: Pick<Delivery, "writes" | "dies">) {
      ({ writes, dies } = faults);
      killed = false;
      try {
        const { again } = await storeBatch(deps, batch, new AbortController().signal);
        if (again[0] === undefined) return batch.length;
        return batch.findIndex(({ sequenceNumber }) => sequenceNumber === again[0]);
      } catch (error) {
        if (error instanceof Error && error.message === "killed") return undefined;
        throw error;
      }
    },
  };
}

const NO_FAULTS = { writes: [], dies: false };

async function pollAll(
  shard: readonly StreamRecord[],
  deliveries: readonly Delivery[],
  { deliver }: Pick<ReturnType<typeof aWorld>, "deliver">,
): Promise<(readonly StreamRecord[])[]> {
  const deadLetters: (readonly StreamRecord[])[] = [];
  let checkpoint = 0;
  for (const { size, back, givesUp, ...faults } of deliveries) {
    const start = Math.max(0, checkpoint - back);
    const batch = shard.slice(start, start + size);
    const passed = await deliver(batch, faults);
    const end = start + batch.length;
    const next = start + (passed ?? 0);
    const failed = next < end;
    if (failed && givesUp) {
      deadLetters.push(shard.slice(next, end));
    }
    checkpoint = failed && !givesUp ? next : end;
  }
  expect(await deliver(shard.slice(checkpoint), NO_FAULTS)).toBe(shard.length - checkpoint);
  return deadLetters;
}

test.each<OutputMode>(["batch", "record"])(
  "every record is stored once, whatever the deliveries: an object for each %s",
  async (outputMode) => {
    await fc.assert(
      fc.asyncProperty(
        SHARD,
        fc.array(DELIVERY, { maxLength: 40 }),
        fc.infiniteStream(fc.nat()),
        async (parts, deliveries, order) => {
          const shard = aShard(parts);
          const world = aWorld(outputMode);
          const deadLetters = await pollAll(shard, deliveries, world);
          const redriven = deadLetters
            .map((letter) => ({ letter, at: order.next().value ?? 0 }))
            .sort((one, other) => one.at - other.at);
          for (const { letter } of [...redriven, ...redriven.slice(0, 1)]) {
            expect(await world.deliver(letter, NO_FAULTS)).toBe(letter.length);
          }

          world.land();
          const all = [...world.objects.values()];
          const good = all
            .filter((object) => !isQuarantined(object))
            .flatMap(({ body }) => Buffer.from(body).toString().trimEnd().split("\n"))
            .map((line) => JSON.parse(line) as string);
          const bad = all
            .filter(isQuarantined)
            .map(({ body }) => QuarantinedRecord.parse(JSON.parse(Buffer.from(body).toString())))
            .map((record) => Buffer.from(bytesOf(record)).toString());
          expect({ good: good.sort(), bad: bad.sort() }).toEqual(wantedOf(parts));
        },
      ),
      { numRuns: 1500 },
    );
  },
);
