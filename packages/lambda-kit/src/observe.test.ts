import { spawnSync } from "node:child_process";
import middy from "@middy/core";
import type { Context } from "aws-lambda";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { correlationIdOf } from "./correlation.ts";
import { correlationId, invocationLog, logger } from "./observe.ts";

logger.setLogLevel("SILENT");

describe("correlationIdOf", () => {
  test.each([
    { where: "an HTTP header", event: { headers: { "X-Correlation-Id": "c-1" } }, id: "c-1" },
    {
      where: "one of our events",
      event: { detail: { meta: { correlationId: "c-2" }, data: 1 } },
      id: "c-2",
    },
    { where: "a workflow's input", event: { correlationId: "c-3", parcelId: "P-1" }, id: "c-3" },
    { where: "nowhere", event: { headers: {}, parcelId: "P-1" }, id: undefined },
    {
      where: "a header that forges a log line",
      event: { headers: { "x-correlation-id": "a\nERROR" } },
      id: undefined,
    },
  ])("finds the id in $where", ({ event, id }) => {
    expect(correlationIdOf(event)).toBe(id);
  });

  test("finds none in anything else", () => {
    fc.assert(
      fc.property(fc.anything(), (event) => {
        expect(["undefined", "string"]).toContain(typeof correlationIdOf(event));
      }),
    );
  });
});

describe("invocationLog", () => {
  const handler = middy()
    .use(invocationLog())
    .handler(() => correlationId());

  test("carries the event's correlation id through the invocation", async () => {
    const context = { awsRequestId: "request-1" } as Context;
    expect(await handler({ correlationId: "c-1" }, context)).toBe("c-1");
    expect(await handler({}, context)).toBe("request-1");
  });
});

/** Runs a handler in a process of its own and answers what it wrote, line by line. */
function linesOf(script: string): Record<string, unknown>[] {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", script],
    {
      cwd: import.meta.dirname,
      encoding: "utf8",
      env: { POWERTOOLS_SERVICE_NAME: "parcels" },
    },
  );
  expect({ status, stderr: stderr.replaceAll(/^\{.*$/gmu, "").trim() }).toEqual({
    status: 0,
    stderr: "",
  });
  const lines = `${stdout}\n${stderr}`.split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("what is written", () => {
  test("is one line per invocation with its ids and outcome, and never the event", () => {
    const lines = linesOf(`
      import middy from "@middy/core";
      import { invocationLog, logger } from "./observe.ts";
      const handler = middy().use(invocationLog()).handler(() => {
        logger.info("stored", { parcelId: "P-1", mail: "ada@example.com", token: "t" });
        throw new RangeError("broken");
      });
      await handler({ secret: "hunter2" }, { awsRequestId: "request-1", functionName: "store" }).catch(() => 0);
    `);
    expect(lines).toEqual([
      expect.objectContaining({
        level: "INFO",
        service: "parcels",
        function_name: "store",
        function_request_id: "request-1",
        correlation_id: "request-1",
        parcelId: "P-1",
        mail: "[hidden]",
        token: "[hidden]",
      }),
      expect.objectContaining({
        message: "invocation ended",
        outcome: "error",
        errorName: "RangeError",
        durationMs: expect.any(Number) as number,
      }),
    ]);
    expect(JSON.stringify(lines)).not.toContain("hunter2");
  });

  test("are metrics in the embedded format, also of an invocation that fails", () => {
    const [metrics] = linesOf(`
      import middy from "@middy/core";
      import { createMetrics, publishMetrics } from "./observe.ts";
      const metrics = createMetrics("parcels");
      const handler = middy().use(publishMetrics(metrics)).handler(() => {
        metrics.addMetric("ParcelsStored", "Count", 3);
        throw new Error("broken");
      });
      await handler({}, {}).catch(() => 0);
    `);
    expect(metrics).toMatchObject({
      ParcelsStored: 3,
      service: "parcels",
      _aws: {
        CloudWatchMetrics: [
          { Namespace: "parcels", Metrics: [{ Name: "ParcelsStored", Unit: "Count" }] },
        ],
      },
    });
  });

  test("are outcomes by the airline's names: whose fault a refusal is decides", () => {
    const counted = linesOf(`
      import middy from "@middy/core";
      import { ConflictError, UnavailableError } from "./errors.ts";
      import { countOutcomes, createMetrics, publishMetrics } from "./observe.ts";
      const metrics = createMetrics("airline");
      const ends = { ok() {}, invalid() { throw new ConflictError("Gone", "x"); },
        down() { throw new UnavailableError("Down", "x"); }, broken() { throw new Error("x"); } };
      for (const end of Object.values(ends)) {
        const handler = middy().use(publishMetrics(metrics)).use(countOutcomes(metrics, "Booking"));
        await handler.handler(end)({}, {}).catch(() => 0);
      }
    `);
    const names = counted.map((line) => Object.keys(line).find((key) => key.includes("Booking")));
    expect(names).toEqual([
      "SuccessfulBooking",
      "InvalidBookingRequest",
      "FailedBooking",
      "FailedBooking",
    ]);
  });
});
