import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkClientEvent, CLIENT_EVENTS } from "./client-events.ts";

const GOOD: Readonly<Record<string, unknown>> = {
  shopping: { itemSku: 123 },
  searching: { searchTerm: "games" },
  paging: { searchTerm: "games", page: 2 },
  purchase: { itemSku: 123 },
  loyaltypurchase: { itemSku: 999_999_999 },
};

describe("checkClientEvent", () => {
  test.each(CLIENT_EVENTS)("knows $eventType $schemaVersion", ({ eventType, schemaVersion }) => {
    const detail = { eventType, schemaVersion, data: GOOD[eventType] };
    expect(checkClientEvent(detail)).toEqual({ ok: true, eventType, schemaVersion });
  });

  test.each(CLIENT_EVENTS)("knows no other version of $eventType", ({ eventType }) => {
    const detail = { eventType, schemaVersion: 7, data: GOOD[eventType] };
    expect(checkClientEvent(detail)).toMatchObject({ ok: false, reason: "UnknownEvent" });
  });

  test.each(["toString", "__proto__", "constructor", "../shopping", "", "shopping/1"])(
    "knows no event called %j",
    (eventType) => {
      const checked = checkClientEvent({ eventType, schemaVersion: 1, data: {} });
      expect(checked).toMatchObject({ ok: false, reason: "UnknownEvent" });
    },
  );

  test.each([
    ["a text for a number", { eventType: "shopping", schemaVersion: 1, data: { itemSku: "1" } }],
    ["a list for a number", { eventType: "shopping", schemaVersion: 1, data: { itemSku: [1] } }],
    ["no item", { eventType: "purchase", schemaVersion: 2, data: {} }],
    ["no data", { eventType: "purchase", schemaVersion: 2 }],
    ["an item beyond the range", { eventType: "purchase", schemaVersion: 2, data: { itemSku: 0 } }],
    ["half a page", { eventType: "paging", schemaVersion: 2, data: { searchTerm: "", page: 0.5 } }],
    ["a type that is a list", { eventType: ["shopping"], schemaVersion: 1, data: { itemSku: 1 } }],
    ["a version that is a text", { eventType: "shopping", schemaVersion: "1", data: {} }],
    [
      "a long text",
      { eventType: "searching", schemaVersion: 1, data: { searchTerm: "x".repeat(1001) } },
    ],
  ])("refuses %s, naming the field and not what was sent", (_what, detail) => {
    const checked = checkClientEvent(detail);
    expect(checked).toMatchObject({ ok: false, reason: "InvalidEvent" });
    expect(checked.ok || checked.issues[0]?.path).not.toBe("");
  });

  test("keeps its temper with anything at all", () => {
    fc.assert(
      fc.property(fc.anything(), (detail) => {
        expect(checkClientEvent(detail).ok).toBe(false);
      }),
    );
  });
});
