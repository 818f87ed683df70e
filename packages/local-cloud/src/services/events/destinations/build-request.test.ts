import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Event } from "../model.ts";
import { blackedOut, buildRequest, type CallParts } from "./build-request.ts";

const EVENT: Event = {
  version: "0",
  id: "1",
  "detail-type": "d",
  source: "s",
  account: "000000000000",
  time: "2026-01-15T12:00:00Z",
  region: "eu-west-1",
  resources: [],
  detail: { user: "a b/c", n: 7, list: [1] },
};

function parts(over: Partial<CallParts> = {}): CallParts {
  return {
    destination: { endpoint: "https://api.example.com/users/*/tickets/*", method: "POST" },
    authorization: ["Authorization", "Basic c2VjcmV0"],
    event: EVENT,
    input: '{"a":1}',
    ...over,
  };
}

const SECRET = { key: "token", value: "hidden", is_value_secret: true };
const PLAIN = { key: "shape", value: "round", is_value_secret: false };

describe("buildRequest", () => {
  test("fills the path with values and paths into the event", () => {
    const ofTarget = {
      pathValues: ["$.detail.user", "x"],
      headers: {},
      query: { n: "$.detail.n" },
    };
    expect(buildRequest(parts({ ofTarget }))).toEqual({
      method: "POST",
      url: "https://api.example.com/users/a%20b%2Fc/tickets/x?n=7",
      headers: {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Amazon/EventBridge/ApiDestinations",
        Range: "bytes=0-1048575",
        Authorization: "Basic c2VjcmV0",
      },
      body: '{"a":1}',
    });
  });

  test("the connection's parameters win, and nobody replaces what EventBridge sets", () => {
    const ofTarget = {
      pathValues: [],
      headers: { shape: "square", "content-type": "text/plain", Host: "evil", "User-Agent": "me" },
      query: { shape: "square", gone: "$.detail.none" },
    };
    const ofConnection = {
      header_parameters: [PLAIN],
      query_string_parameters: [PLAIN],
      body_parameters: [PLAIN],
    };
    const { headers, url, body } = buildRequest(parts({ ofTarget, ofConnection }));
    expect(headers).toMatchObject({
      shape: "round",
      "content-type": "text/plain",
      "User-Agent": "Amazon/EventBridge/ApiDestinations",
    });
    expect(headers).not.toHaveProperty("Host");
    expect(new URL(url).search).toBe("?shape=round");
    expect(body).toBe('{"a":1,"shape":"round"}');
  });

  test("a GET has no body", () => {
    const destination = { endpoint: "https://api.example.com/", method: "GET" } as const;
    expect(buildRequest(parts({ destination }))).not.toHaveProperty("body");
  });

  test("whatever the event says, the request goes to the endpoint's host and below its path", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (user, header) => {
        const event = { ...EVENT, detail: { user } };
        const ofTarget = {
          pathValues: ["$.detail.user"],
          headers: { "X-User": "$.detail.user", "X-Own": header },
          query: { user: "$.detail.user" },
        };
        const destination = {
          endpoint: "https://api.example.com/users/*/end",
          method: "PUT",
        } as const;
        const request = buildRequest(parts({ destination, event, ofTarget }));
        const url = new URL(request.url);
        expect(url.host).toBe("api.example.com");
        expect(url.pathname).toMatch(/^\/users\/[^/]*\/end$/);
        expect(Object.values(request.headers).join("")).not.toMatch(/[\r\n]/);
      }),
    );
  });
});

test("blackedOut shows no secret of the connection", () => {
  const ofConnection = {
    header_parameters: [SECRET, PLAIN],
    query_string_parameters: [SECRET],
    body_parameters: [SECRET],
  };
  const shown = blackedOut(parts({ ofConnection }));
  expect(JSON.stringify(shown)).not.toMatch(/hidden|c2VjcmV0/);
  expect(shown.headers).toMatchObject({ Authorization: "Basic ***", token: "***", shape: "round" });
  expect(blackedOut(parts({ authorization: ["x-key", "hidden"] })).headers["x-key"]).toBe("***");
});
