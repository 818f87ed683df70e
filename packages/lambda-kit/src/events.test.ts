import type { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import middy from "@middy/core";
import type { Context } from "aws-lambda";
import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import {
  defineEvent,
  eventInput,
  eventPattern,
  EventsNotPublishedError,
  newEvent,
  publish,
  readEvent,
  toBatches,
  type IncomingEvent,
  type OutgoingEvent,
} from "./events.ts";

const ImageCatalogued = defineEvent({
  source: "blueprints.image-catalog",
  detailType: "ImageCatalogued",
  version: 1,
  detail: z.strictObject({ key: z.string(), labels: z.number().int() }),
});

function anEvent(text = ""): OutgoingEvent {
  return { source: "s", detailType: "t", detail: text };
}

function delivered(event: OutgoingEvent): unknown {
  return {
    version: "0",
    id: "event-1",
    source: event.source,
    "detail-type": event.detailType,
    time: "2026-01-15T12:00:00Z",
    account: "000000000000",
    detail: JSON.parse(event.detail),
  };
}

type Answer = string | Error;

/** A bus that answers each entry, call by call, with an error code, or takes it for "ok". */
function aBus(...answers: Answer[][]) {
  const calls: string[][] = [];
  const sleeps: number[] = [];
  const send = async (command: PutEventsCommand) => {
    const entries = command.input.Entries ?? [];
    calls.push(entries.map(({ Detail = "" }) => Detail));
    const codes = answers[calls.length - 1] ?? [];
    const [first] = codes;
    if (first instanceof Error) throw first;
    const Entries = entries.map((_, at) => {
      const code = codes[at] ?? "ok";
      return code === "ok" ? { EventId: `${calls.length}-${at}` } : { ErrorCode: String(code) };
    });
    return { Entries, FailedEntryCount: Entries.filter(({ EventId }) => !EventId).length };
  };
  const sleep = async (milliseconds: number) => sleeps.push(milliseconds);
  return {
    target: { client: { send } as unknown as EventBridgeClient, bus: "bus" },
    effects: { sleep, random: () => 0.5 },
    calls,
    sleeps,
  };
}

async function failure(promise: Promise<void>): Promise<EventsNotPublishedError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(EventsNotPublishedError);
  return error as EventsNotPublishedError;
}

function codeOf(definition: Parameters<typeof readEvent>[0], value: unknown): string {
  try {
    return readEvent(definition, value).id;
  } catch (error) {
    return (error as Error).name;
  }
}

describe("an event of the catalogue", () => {
  test("comes out as it went in, with its correlation id", () => {
    const event = newEvent(
      ImageCatalogued,
      { key: "cat.jpg", labels: 3 },
      { correlationId: "c-1" },
    );
    expect(readEvent(ImageCatalogued, delivered(event))).toEqual({
      id: "event-1",
      time: "2026-01-15T12:00:00Z",
      correlationId: "c-1",
      data: { key: "cat.jpg", labels: 3 },
    });
  });

  test("is refused when its data does not fit", () => {
    expect(() => newEvent(ImageCatalogued, { key: "cat.jpg", labels: 0.5 })).toThrow(
      expect.objectContaining({ code: "InvalidEvent", kind: "invalid" }),
    );
  });

  test("is refused by a consumer of another kind, version or shape", () => {
    const event = newEvent(ImageCatalogued, { key: "cat.jpg", labels: 3 });
    expect(codeOf({ ...ImageCatalogued, version: 2 }, delivered(event))).toBe("UnexpectedEvent");
    expect(codeOf({ ...ImageCatalogued, source: "other" }, delivered(event))).toBe(
      "UnexpectedEvent",
    );
    expect(codeOf({ ...ImageCatalogued, detail: z.number() }, delivered(event))).toBe(
      "InvalidEvent",
    );
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(codeOf(ImageCatalogued, value)).toBe("UnexpectedEvent");
      }),
    );
  });

  test("arrives at its handler typed as its schema", async () => {
    const handler = middy()
      .use(eventInput(ImageCatalogued))
      .handler((event) => {
        expectTypeOf(event).toEqualTypeOf<IncomingEvent<{ key: string; labels: number }>>();
        return event.data;
      });
    const event = delivered(newEvent(ImageCatalogued, { key: "cat.jpg", labels: 3 }));
    const result: unknown = await handler(event as never, {} as Context);
    expect(result).toEqual({ key: "cat.jpg", labels: 3 });
  });

  test("is matched by its pattern", () => {
    expect(eventPattern(ImageCatalogued)).toEqual({
      source: ["blueprints.image-catalog"],
      "detail-type": ["ImageCatalogued"],
      detail: { meta: { version: [1] } },
    });
  });
});

describe("toBatches", () => {
  test("keeps every event and their order, by 10 and by 256 KB, and wastes no call", () => {
    const size = fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 262_142 }));
    fc.assert(
      fc.property(fc.array(size, { maxLength: 40 }), (sizes) => {
        const events = sizes.map((bytes) => anEvent("x".repeat(bytes)));
        const batches = toBatches(events);
        expect(batches.flat()).toEqual(events);
        const bytes = batches.map((batch) =>
          batch.reduce((sum, { detail }) => sum + 2 + detail.length, 0),
        );
        for (const [at, batch] of batches.entries()) {
          expect(batch.length).toBeLessThanOrEqual(10);
          expect(bytes[at]).toBeLessThanOrEqual(262_144);
          const next = batches[at + 1]?.[0];
          const hadRoom =
            batch.length < 10 && next && (bytes[at] ?? 0) + 2 + next.detail.length <= 262_144;
          expect(hadRoom ?? false).toBe(false);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("counts bytes, not characters", () => {
    expect(toBatches([anEvent("ü".repeat(131_071))])).toHaveLength(1);
    expect(() => toBatches([anEvent("ü".repeat(131_072))])).toThrow(
      expect.objectContaining({ code: "EventTooLarge" }),
    );
  });
});

describe("publish", () => {
  test("sends nothing when there is nothing to say", async () => {
    const bus = aBus();
    await publish(bus.target, [], bus.effects);
    expect(bus.calls).toEqual([]);
  });

  test("sends again only the entries that were not taken", async () => {
    const bus = aBus(
      ["ok", "ThrottlingException", "ok", "InternalFailure"],
      ["ok", "InternalFailure"],
    );
    await publish(bus.target, ["a", "b", "c", "d"].map(anEvent), bus.effects);
    expect(bus.calls).toEqual([["a", "b", "c", "d"], ["b", "d"], ["d"]]);
  });

  test("pauses between tries, longer each time, by chance", async () => {
    const bus = aBus(...Array.from({ length: 4 }, () => ["InternalFailure"]));
    await publish(bus.target, [anEvent("a")], bus.effects);
    expect(bus.sleeps).toEqual([50, 100, 200, 400]);
  });

  test("gives up after five tries, naming what was not published", async () => {
    const always = Array.from({ length: 5 }, () => ["ThrottlingException"]);
    const bus = aBus(...always);
    const error = await failure(publish(bus.target, [anEvent("a")], bus.effects));
    expect(bus.calls).toHaveLength(5);
    expect(error).toMatchObject({ kind: "unavailable", code: "EventsNotPublished" });
    expect(error.unpublished).toEqual([{ event: anEvent("a"), errorCode: "ThrottlingException" }]);
  });

  test("does not repeat what cannot succeed, and publishes the rest", async () => {
    const bus = aBus(["MalformedDetail", "ok"]);
    const error = await failure(publish(bus.target, ["{", "{}"].map(anEvent), bus.effects));
    expect(bus.calls).toHaveLength(1);
    expect(error.unpublished.map(({ event }) => event.detail)).toEqual(["{"]);
  });

  test("goes on with the next batch when a call fails as a whole", async () => {
    const outage = Object.assign(new Error("down"), { name: "ServiceUnavailable" });
    const bus = aBus([outage]);
    const events = Array.from({ length: 12 }, (_, at) => anEvent(String(at)));
    const error = await failure(publish(bus.target, events, bus.effects));
    expect(bus.calls.map((call) => call.length)).toEqual([10, 2]);
    expect(error.unpublished.map(({ event }) => event.detail)).toEqual(Array.from("0123456789"));
    expect(error.message).toContain("t (ServiceUnavailable)");
  });
});
