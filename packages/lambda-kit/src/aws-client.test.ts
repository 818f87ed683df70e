import { describe, expect, test } from "vitest";
import { awsClientSettings, isPassingFault } from "./aws-client.ts";

const ENV = { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "A", AWS_SECRET_ACCESS_KEY: "S" };

function anError(name: string, members: object = {}): Error {
  return Object.assign(new Error("m"), { name, ...members });
}

describe("awsClientSettings", () => {
  test("takes the credentials of the environment, and a session token only where there is one", () => {
    const { region, credentials } = awsClientSettings(ENV);
    expect(region).toBe("eu-west-1");
    expect(credentials).toEqual({ accessKeyId: "A", secretAccessKey: "S" });
    const session = awsClientSettings({ ...ENV, AWS_SESSION_TOKEN: "T" });
    expect(session.credentials).toMatchObject({ sessionToken: "T" });
  });

  test.each(["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_LOCATION"])(
    "puts nothing in front of the host of %s",
    (variable) => {
      const settings = awsClientSettings({ ...ENV, [variable]: "http://127.0.0.1:4566" });
      expect(settings).toMatchObject({ disableHostPrefix: true });
      expect(awsClientSettings(ENV)).not.toHaveProperty("disableHostPrefix");
    },
  );
});

describe("isPassingFault", () => {
  test.each([
    ["a throttled call", anError("ThrottlingException", { $fault: "client" })],
    ["S3's word for it", anError("SlowDown", { $fault: "client" })],
    ["Lambda's", anError("TooManyRequestsException", { $fault: "client" })],
    ["S3's for an upload that stalled", anError("RequestTimeout", { $fault: "client" })],
    ["a fault of the service", anError("InternalError", { $fault: "server" })],
    ["a lost connection", anError("Error", { code: "ECONNRESET" })],
    ["a request that took too long", anError("TimeoutError")],
    ["a request that was given up", anError("AbortError")],
  ])("takes %s for one", (_what, error) => {
    expect(isPassingFault(error)).toBe(true);
  });

  test.each([
    ["a refusal", anError("AccessDenied", { $fault: "client" })],
    ["a defect", new TypeError("m")],
    ["Node's own errors", anError("TypeError", { code: "ERR_INVALID_ARG_TYPE" })],
    ["what is no error", "down"],
  ])("takes %s for none", (_what, error) => {
    expect(isPassingFault(error)).toBe(false);
  });
});
