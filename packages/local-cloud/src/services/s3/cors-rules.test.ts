import { describe, expect, test } from "vitest";
import { allowingHeaders, checkCorsRules } from "./cors-rules.ts";

const RULE = {
  AllowedOrigins: ["https://*.example.com"],
  AllowedMethods: ["PUT"],
  AllowedHeaders: ["x-amz-*", "Content-Type"],
  ExposeHeaders: ["ETag"],
  MaxAgeSeconds: 60,
};
const REQUEST = { origin: "https://a.example.com", method: "PUT", headers: ["content-type"] };

describe("allowingHeaders", () => {
  test("repeats the origin and what the preflight asked for", () => {
    expect(allowingHeaders([RULE], REQUEST)).toMatchObject({
      "access-control-allow-origin": "https://a.example.com",
      "access-control-allow-methods": "PUT",
      "access-control-allow-headers": "content-type",
      "access-control-expose-headers": "ETag",
      "access-control-max-age": "60",
      "access-control-allow-credentials": "true",
    });
  });

  test("says any origin where the rule does, and then allows no credentials", () => {
    const headers = allowingHeaders([{ ...RULE, AllowedOrigins: ["*"] }], REQUEST);
    expect(headers?.["access-control-allow-origin"]).toBe("*");
    expect(headers).not.toHaveProperty("access-control-allow-credentials");
  });

  test.each([
    { over: { origin: "https://example.org" } },
    { over: { origin: "https://.example.co" } },
    { over: { method: "GET" } },
    { over: { headers: ["content-type", "authorization"] } },
  ])("fits no rule for $over", ({ over }) => {
    expect(allowingHeaders([RULE], { ...REQUEST, ...over })).toBeUndefined();
  });

  test("takes the first rule that fits", () => {
    const second = { AllowedOrigins: ["*"], AllowedMethods: ["GET"] };
    const headers = allowingHeaders([RULE, second], { ...REQUEST, method: "GET", headers: [] });
    expect(headers?.["access-control-allow-methods"]).toBe("GET");
  });
});

test.each([
  { rule: { ...RULE, AllowedMethods: ["PATCH"] }, code: "InvalidRequest" },
  { rule: { ...RULE, AllowedOrigins: ["*.*"] }, code: "InvalidRequest" },
  { rule: { ...RULE, ExposeHeaders: ["*"] }, code: "InvalidRequest" },
  { rule: { ...RULE, AllowedOrigins: [] }, code: "MalformedXML" },
])("checkCorsRules refuses $rule", ({ rule, code }) => {
  expect(() => checkCorsRules([rule])).toThrow(expect.objectContaining({ code }));
});
