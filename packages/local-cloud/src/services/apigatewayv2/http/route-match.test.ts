import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchRoute, parseRouteKey } from "./route-match.ts";

const routesOf = (...keys: string[]) =>
  keys.map((RouteKey, index) => ({ RouteKey, RouteId: String(index) }));

describe("matchRoute", () => {
  test("decodes path parameters, and prototype names are names", () => {
    const routes = routesOf("GET /a/{__proto__}/{constructor}");
    const match = matchRoute(routes, { method: "GET", path: "/a/x%2Fy/%E4" });
    expect(Object.entries(match?.pathParameters ?? {})).toEqual([
      ["__proto__", "x/y"],
      ["constructor", "%E4"],
    ]);
  });

  test("does not let a variable match nothing", () => {
    const routes = routesOf("GET /a/{id}", "GET /b/{rest+}");
    expect(matchRoute(routes, { method: "GET", path: "/a/" })).toBeUndefined();
    expect(matchRoute(routes, { method: "GET", path: "/b/" })).toBeUndefined();
    expect(matchRoute(routes, { method: "GET", path: "/b/c/" })?.pathParameters).toEqual({
      rest: "c/",
    });
  });

  test("finds any literal path before a greedy one, in any order of routes", () => {
    const segment = fc.stringMatching(/^[a-z]{1,5}$/);
    fc.assert(
      fc.property(
        fc.array(segment, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (parts, flip) => {
          const path = `/${parts.join("/")}`;
          const routes = routesOf("GET /{proxy+}", `ANY ${path}`, "$default");
          const found = matchRoute(flip ? routes.toReversed() : routes, { method: "GET", path });
          expect(found?.route.RouteKey).toBe(`ANY ${path}`);
        },
      ),
    );
  });

  test("takes any path and method without failing", () => {
    const routes = routesOf("GET /{a}/{b+}", "ANY /x/{y}");
    fc.assert(
      fc.property(fc.string(), fc.string(), (method, path) => {
        expect(() => matchRoute(routes, { method, path })).not.toThrow();
      }),
    );
  });
});

test.each(["GET /", "ANY /{proxy+}", "$default", "POST /a/{b}/c-d_e.f"])("%s is a key", (key) => {
  expect(parseRouteKey(key)).toBeDefined();
});

test.each(["", "GET", "GET a", "get /a", "GET /{a+}/b", "GET /{a", "GET /a b", "ANY //"])(
  "%j is no key",
  (key) => {
    expect(parseRouteKey(key)).toBeUndefined();
  },
);
