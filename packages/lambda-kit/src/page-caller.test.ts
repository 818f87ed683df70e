import { describe, expect, test } from "vitest";
import { callerNameOf, callerOf } from "./page-caller.ts";

const TOKEN = "a".repeat(43);
const USER = "arn:aws:iam::000000000000:user/ann";

function anEvent(authorizer?: unknown): unknown {
  return { requestContext: { authorizer } };
}

describe("callerOf", () => {
  test.each([
    { authorizer: { iam: { userArn: USER } }, name: USER },
    { authorizer: { jwt: { claims: { sub: "ann" }, scopes: ["x"] } }, name: "ann" },
  ])("is whom the authorizer names: $name", ({ authorizer, name }) => {
    const headers = { authorization: "AWS4-HMAC-SHA256 …" };
    expect(callerOf(anEvent(authorizer), headers)).toEqual({ kind: "principal", name });
    expect(callerNameOf(anEvent(authorizer))).toBe(name);
  });

  test.each([undefined, {}, { iam: null }, { iam: { userArn: "" } }, { lambda: { a: 1 } }, "iam"])(
    "is a bearer when the authorizer says %j",
    (authorizer) => {
      const headers = { authorization: `Bearer ${TOKEN}` };
      expect(callerOf(anEvent(authorizer), headers)).toEqual({ kind: "bearer", token: TOKEN });
      expect(() => callerNameOf(anEvent(authorizer))).toThrow("no authorizer");
    },
  );

  test.each([undefined, "", "Bearer", `Bearer ${TOKEN}a`, `Basic ${TOKEN}`, `Bearer ${TOKEN}\n`])(
    "has no token in %j",
    (authorization) => {
      const caller = callerOf(anEvent(), authorization === undefined ? {} : { authorization });
      expect(caller).toEqual({ kind: "bearer", token: undefined });
    },
  );
});
