import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { comparable, readResponse } from "./response.ts";

const ANSWER = Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nDate: now\r\n\r\nhello");

describe("readResponse", () => {
  test("waits until the answer is whole and leaves what follows it", () => {
    fc.assert(
      fc.property(fc.nat({ max: ANSWER.length + 20 }), (length) => {
        const bytes = Buffer.concat([ANSWER, Buffer.alloc(20, "x")]).subarray(0, length);
        const response = readResponse(bytes);
        expect(response?.body).toBe(length < ANSWER.length ? undefined : "hello");
        expect(response?.sizeBytes ?? ANSWER.length).toBe(ANSWER.length);
      }),
    );
  });

  test("refuses an answer that does not say where it ends", () => {
    expect(() => readResponse(Buffer.from("HTTP/1.1 200 OK\r\n\r\n"))).toThrow("without a length");
  });
});

describe("comparable", () => {
  test("is the same for two answers to one request, whatever the order of their headers", () => {
    const one = comparable({
      head: "HTTP/1.1 200 OK\r\nDate: a\r\nX-Id: 0a0a0a0a-1111-2222-3333-444444444444\r\nA: 1",
      body: '{"id":"0a0a0a0a-1111-2222-3333-444444444444"}',
      sizeBytes: 0,
    });
    const other = comparable({
      head: "HTTP/1.1 200 OK\r\na: 1\r\nx-id: 99999999-1111-2222-3333-444444444444\r\nDate: b",
      body: '{"id":"99999999-1111-2222-3333-444444444444"}',
      sizeBytes: 0,
    });
    expect(one).toEqual(other);
  });

  test("differs when status, a header or the body differs", () => {
    const base = { head: "HTTP/1.1 200 OK\r\nA: 1", body: "x", sizeBytes: 0 };
    expect(comparable({ ...base, body: "y" })).not.toEqual(comparable(base));
    expect(comparable({ ...base, head: "HTTP/1.1 200 OK\r\nA: 2" })).not.toEqual(comparable(base));
    expect(comparable({ ...base, head: "HTTP/1.1 404 Not Found\r\nA: 1" })).not.toEqual(
      comparable(base),
    );
  });
});
