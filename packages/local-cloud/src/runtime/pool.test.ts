import { expect, test } from "vitest";
import type { Environment } from "./environment.ts";
import type { FunctionSpec } from "./function-spec.ts";
import { createPool, type Slot } from "./pool.ts";

function specOf(name: string): FunctionSpec {
  return {
    revision: "1",
    name,
    version: "$LATEST",
    arn: `arn:aws:lambda:eu-west-1:000000000000:function:${name}`,
    runtime: "nodejs24.x",
    handler: "index.handler",
    memoryMb: 128,
    timeoutSeconds: 3,
    roleArn: "arn:aws:iam::000000000000:role/r",
    variables: {},
    code: { sha256: "", sizeBytes: 0 },
    layers: [],
    logGroup: `/aws/lambda/${name}`,
    logFormat: "Text",
    logLevel: "INFO",
  };
}

function anEnvironment(): Environment {
  return {
    init: async () => ({ kind: "ready" }),
    run: async () => ({ kind: "timeout" }),
    freeze: () => undefined,
    thaw: () => undefined,
    kill: () => undefined,
    alive: true,
    peakMb: 1,
  };
}

async function aSlot(spec: FunctionSpec): Promise<Slot> {
  return {
    spec,
    environment: anEnvironment(),
    log: () => undefined,
    onRecord: undefined,
    init: { kind: "ready" },
    initMs: 1,
    usableUntil: Number.POSITIVE_INFINITY,
    idleSince: 0,
  };
}

test("tells those who wait for an environment that the cloud stops", async () => {
  const pool = createPool({ limit: 1, create: aSlot, now: () => 0 });
  await pool.acquire(specOf("a"));
  const waiting = pool.acquire(specOf("a"));
  pool.stop();
  await expect(waiting).rejects.toMatchObject({ code: "ServiceException" });
  await expect(pool.acquire(specOf("a"))).rejects.toMatchObject({ code: "ServiceException" });
});

test("gives the place of an environment that could not be made to the next in the queue", async () => {
  const pool = createPool({
    limit: 1,
    create: async (spec) => {
      if (spec.name === "broken") throw new Error("the archive is gone");
      return aSlot(spec);
    },
    now: () => 0,
  });
  const broken = pool.acquire(specOf("broken"));
  const waiting = pool.acquire(specOf("a"));
  await expect(broken).rejects.toThrow("the archive is gone");
  expect(await waiting).toMatchObject({ spec: { name: "a" } });
});
