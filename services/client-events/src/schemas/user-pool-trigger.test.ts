import { describe, expect, test } from "vitest";
import { readTriggerEvent, withAccessClaims } from "./user-pool-trigger.ts";

const EVENT = {
  version: "1",
  triggerSource: "PostConfirmation_ConfirmSignUp",
  region: "eu-west-1",
  userPoolId: "eu-west-1_pool",
  userName: "anna",
  callerContext: { awsSdkVersion: "x", clientId: "app" },
  request: { userAttributes: { sub: "s-1", email: "anna@example.com" } },
  response: {},
};

describe("the event of a trigger", () => {
  test("names the user", () => {
    expect(readTriggerEvent(EVENT)).toEqual({
      triggerSource: "PostConfirmation_ConfirmSignUp",
      user: { userPoolId: "eu-west-1_pool", userName: "anna", sub: "s-1", clientId: undefined },
    });
  });

  test("is answered as it came, with claims for the access token alone", () => {
    expect(withAccessClaims(EVENT, { clientId: "c-1" })).toEqual({
      ...EVENT,
      response: {
        claimsAndScopeOverrideDetails: {
          accessTokenGeneration: { claimsToAddOrOverride: { clientId: "c-1" } },
        },
      },
    });
  });

  test.each([null, {}, [], "x", { ...EVENT, request: {} }])("is not %j", (event) => {
    expect(() => readTriggerEvent(event)).toThrow(
      expect.objectContaining({ code: "NotAUserPoolEvent" }),
    );
  });
});
