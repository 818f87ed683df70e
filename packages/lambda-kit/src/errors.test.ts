import { describe, expect, test } from "vitest";
import {
  ConflictError,
  errorKind,
  ForbiddenError,
  InvalidError,
  isRetryable,
  NotFoundError,
  UnauthorizedError,
  UnavailableError,
} from "./errors.ts";

const EVERY_KIND = [
  { error: new InvalidError("BadParcel", "m"), kind: "invalid", retryable: false },
  { error: new UnauthorizedError("NoToken", "m"), kind: "unauthorized", retryable: false },
  { error: new ForbiddenError("NotYours", "m"), kind: "forbidden", retryable: false },
  { error: new NotFoundError("NoParcel", "m"), kind: "notFound", retryable: false },
  { error: new ConflictError("TooLate", "m"), kind: "conflict", retryable: false },
  { error: new UnavailableError("StoreDown", "m"), kind: "unavailable", retryable: true },
  { error: new TypeError("m"), kind: "defect", retryable: true },
  { error: "a thrown string", kind: "defect", retryable: true },
  { error: { kind: "invalid" }, kind: "defect", retryable: true },
] as const;

describe("errors", () => {
  test.each(EVERY_KIND)("$kind: $error", ({ error, kind, retryable }) => {
    expect(errorKind(error)).toBe(kind);
    expect(isRetryable(error)).toBe(retryable);
  });

  test("carry their code as their name, which workflows match, and their cause", () => {
    const cause = new Error("socket closed");
    const error = new UnavailableError("StoreDown", "no answer", { cause });
    expect(error).toMatchObject({
      name: "StoreDown",
      code: "StoreDown",
      message: "no answer",
      cause,
    });
    expect(String(error)).toBe("StoreDown: no answer");
  });

  test("say what is wrong with an input", () => {
    const issues = [{ path: "body.key", message: "is missing" }];
    expect(new InvalidError("BadRequest", "m", { issues }).issues).toEqual(issues);
    expect(new InvalidError("BadRequest", "m").issues).toEqual([]);
  });
});
