import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { storedRecord } from "./stored-record.ts";

const CLIENT = "0f8fad5b-d9cb-569f-a165-70867728950e";

function anEvent(detail: unknown, over: object = {}): Buffer {
  return Buffer.from(
    JSON.stringify({
      version: "0",
      id: "e-1",
      "detail-type": "prod",
      source: "clientevents",
      time: "2026-01-15T12:00:00Z",
      resources: [CLIENT, "request-1"],
      detail,
      ...over,
    }),
  );
}

const SHOPPING = { eventType: "shopping", schemaVersion: 1, data: { itemSku: 123 } };

describe("an event of the catalogue", () => {
  test("is stored in the folder of its type and version, with the client inside", () => {
    const { line, folder, refusal } = storedRecord(anEvent(SHOPPING));
    expect(folder).toEqual(["shopping", "1"]);
    expect(refusal).toBeUndefined();
    expect(JSON.parse(line)).toEqual({
      version: "0",
      id: "e-1",
      "detail-type": "prod",
      source: "clientevents",
      time: "2026-01-15T12:00:00Z",
      resources: [],
      detail: { ...SHOPPING, accountNumber: CLIENT, requestId: "request-1" },
    });
  });

  test("says who sent it whatever it says itself", () => {
    const { line } = storedRecord(anEvent({ ...SHOPPING, accountNumber: "me", requestId: "mine" }));
    expect(JSON.parse(line)).toMatchObject({
      detail: { accountNumber: CLIENT, requestId: "request-1" },
    });
  });

  test("is one line, and keeps every text as it was sent", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (searchTerm) => {
        const detail = { eventType: "searching", schemaVersion: 1, data: { searchTerm } };
        const { line, folder } = storedRecord(anEvent(detail));
        expect(folder).toEqual(["searching", "1"]);
        expect(line).not.toContain("\n");
        expect(JSON.parse(line)).toMatchObject({
          detail: { data: { searchTerm: searchTerm.toWellFormed() } },
        });
      }),
    );
  });

  test("keeps what the catalogue does not name, prototypes' names too", () => {
    const text =
      '{"eventType":"shopping","schemaVersion":1,"data":{"itemSku":1},"__proto__":{"a":1}}';
    const { line } = storedRecord(anEvent(JSON.parse(text)));
    expect(line).toContain('"__proto__":{"a":1}');
    expect({}).not.toHaveProperty("a");
  });
});

describe("everything else", () => {
  test.each([
    ["UnknownEvent", { eventType: "other", schemaVersion: 1, data: {} }],
    ["UnknownEvent", { eventType: "../..", schemaVersion: 1, data: {} }],
    ["InvalidEvent", { eventType: "shopping", schemaVersion: 1, data: { itemSku: "1" } }],
    ["InvalidEvent", {}],
    ["InvalidEvent", { analyticType: "x" }],
  ])("is kept as it came, with the reason: %s", (code, detail) => {
    const { line, folder, refusal } = storedRecord(anEvent(detail));
    expect({ folder, refusal }).toEqual({ folder: ["error", code], refusal: code });
    expect(JSON.parse(line)).toMatchObject({
      reason: { code },
      event: { id: "e-1", detail, resources: [CLIENT, "request-1"] },
    });
  });

  test.each([
    ["without a client", anEvent(SHOPPING, { resources: [] })],
    ["with a detail that is no object", anEvent(["shopping"])],
    ["of JSON that is no event", Buffer.from("{}")],
  ])("is no client's event %s", (_what, data) => {
    const { line, folder } = storedRecord(data);
    expect(folder).toEqual(["error", "NotAClientEvent"]);
    expect(JSON.parse(line)).toMatchObject({ event: JSON.parse(data.toString()) as object });
  });

  test("has its bytes kept when it is no JSON object, whatever it is", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const { line, folder } = storedRecord(Buffer.from(bytes));
        expect(folder).toEqual(["error", "NotAClientEvent"]);
        expect(line).not.toContain("\n");
        const { bytes: kept = "" } = JSON.parse(line) as { bytes?: string };
        expect(Buffer.from(kept, "base64")).toEqual(Buffer.from(bytes));
      }),
    );
  });
});
