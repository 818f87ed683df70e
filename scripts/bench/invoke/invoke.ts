import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import type { Bench, BenchOptions } from "../bench.ts";
import { buildFolder } from "../build-folder.ts";
import { bundle } from "../bundle.ts";
import { checkEqualOutputs } from "../equal-outputs.ts";
import { startHandler } from "../handler-process.ts";
import { load } from "../http/client.ts";
import { startClient, startServer, type Worker } from "../http/worker.ts";
import { orderEvent } from "../kit/http-event.ts";
import type { Comparison, Report } from "../report.ts";
import { interleave } from "../rounds.ts";
import { pairedDifference } from "../statistics.ts";
import { deployFunction } from "./deploy-function.ts";

const HANDLERS = join(import.meta.dirname, "../kit/handlers");
const EVENT = orderEvent(3);
const LIMIT_US = 1000;
const FUNCTIONS = [
  { name: "bare", does: "a handler without log or library", entry: join(HANDLERS, "bare.ts") },
  { name: "lambda-kit", does: "a handler that logs", entry: join(HANDLERS, "with-kit.ts") },
];

interface Parts {
  readonly client: Worker;
  readonly port: number;
  readonly folder: string;
}

/** Invokes one function warm, in turns: the handler in a process of its own, and through the cloud. */
async function measure(
  { client, port, folder }: Parts,
  { name, does, entry }: (typeof FUNCTIONS)[number],
  { count, rounds }: { count: number; rounds: number },
): Promise<Comparison> {
  const { path } = await bundle(entry, join(folder, `${name}.mjs`));
  const bytes = await deployFunction(port, { name, bundle: path, event: EVENT });
  const handler = await startHandler({ bundle: path });
  const ways = [
    {
      name: "handler",
      measure: async () => {
        const { microseconds, output } = await handler.run(EVENT, count);
        return { microseconds, output };
      },
    },
    {
      name: "local cloud",
      measure: async () => {
        const sent = await load(client, { port, bytes, count, connections: 1 });
        const output: unknown = JSON.parse(sent.response.body);
        return { microseconds: sent.microseconds, output };
      },
    },
  ];
  try {
    const [direct = [], through = []] = await interleave(ways, { rounds, warmUp: 3 });
    const outputs = (samples: typeof direct) => samples.map(({ output }) => output);
    checkEqualOutputs([
      { name: "handler", output: outputs(direct) },
      { name: "local cloud", output: outputs(through) },
    ]);
    const times = (samples: typeof direct) => samples.map(({ microseconds }) => microseconds);
    return {
      title: `${name}: ${does}, warm, one invocation after the other`,
      unit: "µs",
      baseline: "handler",
      ways: [
        { name: "handler", does: "called directly in a process", samples: times(direct) },
        { name: "local cloud", does: "Invoke over HTTP, log shipped", samples: times(through) },
      ],
    };
  } finally {
    await handler.stop();
  }
}

function target({ title, ways }: Comparison) {
  const [direct, through] = ways;
  const { median } = pairedDifference(through?.samples ?? [], direct?.samples ?? []);
  return { name: `over the handler, ${title}`, limit: LIMIT_US, value: median, unit: "µs" };
}

async function runInvoke({ quick, progress }: BenchOptions): Promise<Report> {
  const dataDir = await mkdtemp(join(tmpdir(), "bench-invoke-"));
  const folder = await buildFolder("bench-invoke");
  const server = startServer();
  const client = startClient();
  try {
    const port = z.int().parse(await server.ask({ type: "cloud", dataDir }));
    const comparisons: Comparison[] = [];
    for (const one of FUNCTIONS) {
      progress(one.name);
      const run = { count: quick ? 50 : 200, rounds: quick ? 5 : 15 };
      comparisons.push(await measure({ client, port, folder }, one, run));
    }
    return {
      bench: "invoke",
      comparisons,
      figures: [],
      targets: comparisons.map(target),
      checked: "the payloads of every round were deeply equal to the handler's own answers",
    };
  } finally {
    await Promise.all([client.stop(), server.stop()]);
    await rm(folder, { recursive: true, force: true });
    await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
  }
}

export const invoke: Bench = {
  about: "a warm Lambda invocation through the local cloud against the handler alone",
  run: runInvoke,
};
