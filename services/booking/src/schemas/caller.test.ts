import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { callerOf } from "./caller.ts";

const aToken = (claims: object) => ({ requestContext: { authorizer: { jwt: { claims } } } });

describe("the caller", () => {
  test("is the customer that the token's subject names", () => {
    expect(callerOf(aToken({ sub: "ada", scope: "openid booking/book" }))).toEqual({
      kind: "customer",
      name: "ada",
      customerId: "ada",
    });
  });

  test("is staff with the scope for it, and with no scope that only looks like it", () => {
    expect(callerOf(aToken({ sub: "desk", scope: "booking/staff openid" }))).toMatchObject({
      kind: "staff",
    });
    for (const scope of ["booking/staffing", "xbooking/staff", "booking/staff,openid", ""]) {
      expect(callerOf(aToken({ sub: "desk", scope }))).toMatchObject({ kind: "customer" });
    }
  });

  test("is staff as a principal of IAM", () => {
    const iam = { userArn: "arn:aws:iam::000000000000:user/desk" };
    expect(callerOf({ requestContext: { authorizer: { iam } } })).toEqual({
      kind: "staff",
      name: iam.userArn,
    });
  });

  test("is nobody without an authorizer: never staff by accident", () => {
    fc.assert(
      fc.property(fc.anything(), (event) => {
        expect(() => callerOf(event)).toThrow("authorizer");
      }),
    );
    expect(() => callerOf(aToken({ sub: "" }))).toThrow("authorizer");
    expect(() => callerOf(aToken({ scope: "booking/staff" }))).toThrow("authorizer");
  });
});
