import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import type { Bench, BenchOptions } from "../bench.ts";
import { checkEqualOutputs } from "../equal-outputs.ts";
import type { Comparison, Report, Target } from "../report.ts";
import { interleave } from "../rounds.ts";
import { pairedRatio } from "../statistics.ts";
import { bareAnswers } from "./bare-answers.ts";
import { load } from "../http/client.ts";
import { openConnection } from "../http/connection.ts";
import { comparable } from "../http/response.ts";
import { smallRequests, type SmallRequest } from "./small-requests.ts";
import { startClient, startServer, type Worker } from "../http/worker.ts";

const CONNECTIONS = [1, 16] as const;
interface Server {
  readonly name: string;
  readonly worker: Worker;
  readonly port: number;
}

/** One request's rounds: the time the client saw, and the processor time the server used. */
interface Rounds {
  readonly wall: Comparison;
  readonly cpu: Comparison;
}

const DOES: Readonly<Record<string, string>> = {
  bare: "node:http, parses JSON, answers the same bytes",
  "local cloud": "the operation",
};

async function measure(
  { client, servers }: { client: Worker; servers: readonly Server[] },
  { name, does, bytes }: SmallRequest,
  run: { connections: number; count: number; rounds: number },
): Promise<Rounds> {
  const ways = servers.map(({ name: server, worker, port }) => ({
    name: server,
    measure: async () => {
      const before = z.number().parse(await worker.ask({ type: "cpu" }));
      const sent = { port, bytes, count: run.count, connections: run.connections };
      const { microseconds, response } = await load(client, sent);
      const after = z.number().parse(await worker.ask({ type: "cpu" }));
      return { microseconds, cpu: (after - before) / run.count, response };
    },
  }));
  const samples = await interleave(ways, { rounds: run.rounds, warmUp: 2 });
  checkEqualOutputs(
    servers.map((server, at) => ({
      name: server.name,
      output: samples[at]?.map(({ response }) => comparable(response)),
    })),
  );
  const connections = run.connections === 1 ? "one connection" : `${run.connections} connections`;
  const comparison = (what: string, pick: (at: number) => number[]): Comparison => ({
    title: `${name} (${does}), ${connections}: ${what}`,
    unit: "µs",
    baseline: "bare",
    ways: servers.map((server, at) => ({
      name: server.name,
      does: DOES[server.name] ?? "",
      samples: pick(at),
    })),
  });
  return {
    wall: comparison("time per request", (at) =>
      (samples[at] ?? []).map(({ microseconds }) => microseconds),
    ),
    cpu: comparison("processor time of the server per request", (at) =>
      (samples[at] ?? []).map(({ cpu }) => cpu),
    ),
  };
}

function target({ wall }: Rounds): Target {
  const [bare, cloud] = wall.ways;
  return {
    name: wall.title,
    limit: 1.5,
    value: pairedRatio(cloud?.samples ?? [], bare?.samples ?? []).median,
    unit: "×",
  };
}

async function startServers(
  workers: { cloud: Worker; bare: Worker },
  dataDir: string,
): Promise<{ servers: readonly Server[]; requests: readonly SmallRequest[] }> {
  const port = z.int().parse(await workers.cloud.ask({ type: "cloud", dataDir }));
  const requests = await smallRequests(port);
  const connection = await openConnection(port);
  const answers = await bareAnswers(requests, (request) => connection.send(request));
  connection.close();
  const barePort = z.int().parse(await workers.bare.ask({ type: "bare", answers }));
  const servers = [
    { name: "bare", worker: workers.bare, port: barePort },
    { name: "local cloud", worker: workers.cloud, port },
  ];
  return { servers, requests };
}

async function runGateway({ quick, progress }: BenchOptions): Promise<Report> {
  const dataDir = await mkdtemp(join(tmpdir(), "bench-gateway-"));
  const client = startClient();
  const cloud = startServer();
  const bare = startServer();
  try {
    const { servers, requests } = await startServers({ cloud, bare }, dataDir);
    const all: Rounds[] = [];
    for (const request of requests) {
      for (const connections of CONNECTIONS) {
        progress(`${request.name}, ${connections} at once`);
        const run = { connections, count: quick ? 300 : 1000, rounds: quick ? 5 : 15 };
        all.push(await measure({ client, servers }, request, run));
      }
    }
    return {
      bench: "gateway",
      comparisons: all.flatMap(({ wall, cpu }) => [wall, cpu]),
      figures: [],
      targets: all.map(target),
      checked:
        "the last answers of every round were equal, dates and ids aside; all had status 200",
    };
  } finally {
    await Promise.all([client, cloud, bare].map((worker) => worker.stop()));
    await rm(dataDir, { recursive: true, force: true });
  }
}

export const gateway: Bench = {
  about: "a small request to the local cloud against a bare node:http server",
  run: runGateway,
};
