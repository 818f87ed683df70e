import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redact, redactText } from "./redaction.ts";

const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";

describe("redactText", () => {
  test.each([
    { text: "mail to ada.l+x@example.co.uk bounced", redacted: "mail to [hidden] bounced" },
    { text: `got ${JWT}`, redacted: "got [hidden]" },
    { text: `"a.b.c-${JWT}", a.b.c`, redacted: '"a.b.c-[hidden]", a.b.c' },
    { text: `${JWT}, ${JWT}`, redacted: "[hidden], [hidden]" },
    { text: "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.", redacted: "[hidden]" },
    { text: "key AKIAIOSFODNN7EXAMPLE", redacted: "key [hidden]" },
    { text: "card 4111 1111-1111 1111.", redacted: "card [hidden]." },
    { text: "at 1768478400001 ms", redacted: "at 1768478400001 ms" },
    { text: "order 4111 1111 1111 1112", redacted: "order 4111 1111 1111 1112" },
    { text: "P-1 is delivered", redacted: "P-1 is delivered" },
  ])("turns '$text' into '$redacted'", ({ text, redacted }) => {
    expect(redactText(text)).toBe(redacted);
  });

  test("leaves no e-mail address anywhere in a text", () => {
    fc.assert(
      fc.property(fc.string(), fc.emailAddress(), fc.string(), (before, email, after) => {
        const [, domain = ""] = email.split("@");
        expect(redactText(`${before} ${email} ${after}`)).not.toContain(`@${domain}`);
      }),
    );
  });

  test("takes a megabyte within a second", () => {
    const startedAt = performance.now();
    redactText("a".repeat(1_000_000));
    redactText("1 ".repeat(500_000));
    redactText("eyJ.".repeat(250_000));
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});

describe("redact", () => {
  test("hides values by the names of secrets, however deep", () => {
    const log = {
      user: { Password: "p", api_key: "k", "x-api-key": "k", AuthorizationHeader: "a" },
      taskToken: ["t"],
      cookies: { a: 1 },
      parcelId: "P-1",
      mail: "ada@example.com",
    };
    expect(JSON.parse(JSON.stringify(log, redact))).toEqual({
      user: {
        Password: "[hidden]",
        api_key: "[hidden]",
        "x-api-key": "[hidden]",
        AuthorizationHeader: "[hidden]",
      },
      taskToken: "[hidden]",
      cookies: "[hidden]",
      parcelId: "P-1",
      mail: "[hidden]",
    });
  });

  test.each(["eyJ-", "eyJa.", "a@", "1 "])("takes no long over many a %j", (beginning) => {
    const text = beginning.repeat(400_000 / beginning.length);
    const startedAt = performance.now();
    redactText(text);
    expect(performance.now() - startedAt).toBeLessThan(5000); // ms; the square of the length takes 30 s
  });
});
