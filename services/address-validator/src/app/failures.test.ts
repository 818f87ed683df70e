import { UnavailableError } from "@blueprints/lambda-kit/errors";
import { describe, expect, test } from "vitest";
import { answerOf, inMemoryWorld, type Message, type World } from "../../test/in-memory-world.ts";
import { drain, handle } from "../../test/run-pipeline.ts";
import type { Query } from "../domain/query.ts";
import { processShard } from "./process-shard.ts";
import { recordFailure } from "./record-failure.ts";

const FOLDER = "processed_data/homes";
const TEXT = `City,State\n${Array.from({ length: 7 }, (_, at) => `Town ${at},CT`).join("\n")}\n`;

function statuses(world: World): string[] {
  const text = world.results.get(`${FOLDER}/PROCESSED_DATA_homes.csv`)?.toString() ?? "";
  return text
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((row) => row.slice(row.lastIndexOf(",") + 1));
}

/** Handles what is there, but for the messages of one shard, which it answers. */
async function allBut(world: World, shard: number): Promise<Message[]> {
  const kept: Message[] = [];
  while (world.messages.length > 0) {
    const [message] = world.messages.splice(0, 1);
    if (message?.kind === "shard" && message.shard === shard) kept.push(message);
    else if (message) await handle(world, message);
  }
  return kept;
}

async function give(world: World, message: Message | undefined, letters: string[]): Promise<void> {
  const { jobs, queues } = world.process;
  const deadLetters = { put: async (body: string) => void letters.push(body) };
  if (message === undefined) throw new Error("no message");
  await recordFailure({ jobs, queues, deadLetters }, message, JSON.stringify(message));
}

describe("a shard that fails for good", () => {
  test("is named in the report, its rows kept with a status; and put right by its redrive", async () => {
    const world = inMemoryWorld();
    world.upload("homes.csv", TEXT);
    const [message] = await allBut(world, 1);
    expect(world.results.size).toBe(0);
    const letters: string[] = [];
    await give(world, message, letters);
    await drain(world);
    expect(statuses(world)).toEqual(["OK", "OK", "OK", "ERROR", "ERROR", "ERROR", "OK"]);
    const report = JSON.parse(
      world.results.get(`${FOLDER}/REPORT_homes.json`)?.toString() ?? "",
    ) as unknown;
    expect(report).toMatchObject({
      status: "INCOMPLETE",
      counts: { ok: 4, error: 3 },
      failedShards: [{ shard: 1, rows: 3 }],
    });
    expect(world.results.get(`${FOLDER}/ERRORS_homes.csv`)?.toString()).toBe(
      "Row,GeocodeStatus,Reason\n5,ERROR,ShardFailed-1\n6,ERROR,ShardFailed-1\n7,ERROR,ShardFailed-1\n",
    );
    expect(letters).toEqual([JSON.stringify(message)]);

    world.messages.push(message!);
    await drain(world);
    expect(statuses(world)).toEqual(Array.from({ length: 7 }, () => "OK"));
    expect(world.results.has(`${FOLDER}/ERRORS_homes.csv`)).toBe(false);
    expect(world.events).toHaveLength(2);
  });

  test("stays done when it is told to have failed afterwards", async () => {
    const world = inMemoryWorld();
    world.upload("homes.csv", TEXT);
    await handle(world, world.messages.shift()!);
    const [shard] = world.messages;
    await drain(world);
    await give(world, shard, []);
    await drain(world);
    expect(statuses(world)).not.toContain("ERROR");
  });
});

test("a file that could not be read, or put together, is a failed job until its redrive", async () => {
  const world = inMemoryWorld();
  world.upload("homes.csv", TEXT);
  const [file] = world.messages;
  const { jobs } = world.scatter;
  await jobs.register((file as Extract<Message, { kind: "file" }>).source, {
    name: "homes",
    run: (await firstRun(world)) ?? "",
  });
  await give(world, file, []);
  expect(await jobs.current("homes")).toMatchObject({
    status: "FAILED",
    reason: expect.stringContaining("ScatterFailed") as string,
  });
  await drain(world);
  expect(await jobs.current("homes")).toMatchObject({ status: "COMPLETED" });
});

async function firstRun(world: World): Promise<string | undefined> {
  const other = inMemoryWorld();
  other.upload("homes.csv", TEXT);
  await drain(other);
  expect(world.messages).toHaveLength(1);
  return (await other.scatter.jobs.current("homes"))?.run;
}

describe("a shard that is interrupted", () => {
  test("goes on where it was, and asks nothing that was answered", async () => {
    let nowMs = 0;
    const asked: Query[] = [];
    const geocoder = {
      search: async (query: Query) => {
        asked.push(query);
        nowMs += 1000;
        return answerOf(query);
      },
    };
    const timing = { now: () => nowMs, sleep: async () => undefined };
    const limiter = {
      reserve: async () => ({ startMs: nowMs, everyMs: 0 }),
      pause: async () => undefined,
    };
    const world = inMemoryWorld({ geocoder, timing, limiter, shardSize: 10 });
    world.upload("homes.csv", `${TEXT}nowhere,CT\n`);
    await handle(world, world.messages.shift()!);
    const outcomes: string[] = [];
    while (world.messages.length > 0) {
      const message = world.messages.shift()!;
      if (message.kind !== "shard") await handle(world, message);
      else {
        const { kind: _, ...id } = message;
        const delivery = { id, untilMs: nowMs + 3000, endsMs: nowMs + 9000, times: 1 };
        outcomes.push((await processShard(world.process, delivery)).outcome);
      }
    }
    expect(outcomes.slice(-2)).toEqual(["continued", "done"]);
    expect(asked).toHaveLength(8);
    expect(new Set(asked.map((query) => JSON.stringify(query))).size).toBe(8);
    expect(statuses(world)).toEqual([...Array.from({ length: 7 }, () => "OK"), "NO_MATCH"]);
  });

  test("comes again when nothing is answered, and is given up by address only after some times", async () => {
    const down = {
      search: async () => Promise.reject(new UnavailableError("GeocoderUnavailable", "down")),
    };
    const world = inMemoryWorld({ geocoder: down });
    world.upload("homes.csv", TEXT);
    await handle(world, world.messages.shift()!);
    const [shard] = world.messages;
    for (const times of [1, 2, 3]) {
      await expect(handle(world, shard!, times)).rejects.toMatchObject({
        code: "GeocoderUnavailable",
      });
    }
    expect(await handle(world, shard!, 4)).toBe("done");
  });

  test("is looked up by one delivery at a time", async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const world = inMemoryWorld({
      geocoder: { search: (query) => held.then(() => answerOf(query)) },
    });
    world.upload("homes.csv", TEXT);
    await handle(world, world.messages.shift()!);
    const [shard] = world.messages;
    const first = handle(world, shard!);
    await expect(handle(world, shard!)).rejects.toMatchObject({ code: "ShardIsBusy" });
    release();
    expect(await first).toBe("done");
    expect(await handle(world, shard!)).toBe("known");
    expect(world.searches).toHaveLength(3);
  });
});
