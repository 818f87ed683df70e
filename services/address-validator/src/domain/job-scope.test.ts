import { expect, test } from "vitest";
import { checkScope } from "./job-scope.ts";

test("a link for one job shows that one, any other link all of them", () => {
  expect(() => checkScope({ subject: undefined }, "homes")).not.toThrow();
  expect(() => checkScope({ subject: "homes" }, "homes")).not.toThrow();
  expect(() => checkScope({ subject: "homes" }, "home")).toThrow(
    expect.objectContaining({ code: "JobNotFound" }),
  );
});
