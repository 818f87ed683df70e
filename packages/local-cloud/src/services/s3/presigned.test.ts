import { describe, expect, test } from "vitest";
import type { HttpCall } from "../../service.ts";
import { checkPresigned } from "./presigned.ts";

const SIGNED_AT = Date.UTC(2026, 0, 15, 12);

function aCall(query: Record<string, string>, presigned = true): HttpCall {
  return { method: "GET", path: "/b/k", query, headers: {}, presigned };
}

const inTime = { "X-Amz-Date": "20260115T120000Z", "X-Amz-Expires": "60" };

describe("checkPresigned", () => {
  test("lets a URL pass until its last second", () => {
    expect(() => checkPresigned(aCall(inTime), SIGNED_AT + 60_000)).not.toThrow();
    expect(() => checkPresigned(aCall(inTime), SIGNED_AT + 60_001)).toThrow(
      expect.objectContaining({
        code: "AccessDenied",
        status: 403,
        fields: {
          "X-Amz-Expires": "60",
          Expires: "2026-01-15T12:01:00Z",
          ServerTime: "2026-01-15T12:01:00Z",
        },
      }),
    );
  });

  test("does not care how the parameters are spelled", () => {
    const lower = { "x-amz-date": "20260115T120000Z", "x-amz-expires": "60" };
    expect(() => checkPresigned(aCall(lower), SIGNED_AT + 61_000)).toThrow("Request has expired");
  });

  test.each(["1e9", "604801", "-1", "x"])("refuses to last %s seconds", (expires) => {
    const query = { ...inTime, "X-Amz-Expires": expires };
    expect(() => checkPresigned(aCall(query), SIGNED_AT)).toThrow(
      expect.objectContaining({ code: "AuthorizationQueryParametersError" }),
    );
  });

  test("leaves other calls alone", () => {
    expect(() => checkPresigned(aCall(inTime, false), SIGNED_AT + 61_000)).not.toThrow();
    expect(() => checkPresigned(undefined, SIGNED_AT)).not.toThrow();
  });
});
