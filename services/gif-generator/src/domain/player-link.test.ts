import { describe, expect, test } from "vitest";
import { checkScope } from "./player-link.ts";

describe("checkScope", () => {
  test("lets every video through unless the link is for one", () => {
    expect(() => checkScope({ subject: undefined }, "a.mp4")).not.toThrow();
    expect(() => checkScope({ subject: "a.mp4" }, "a.mp4")).not.toThrow();
    expect(() => checkScope({ subject: "a.mp4" }, "b.mp4")).toThrow(
      expect.objectContaining({ code: "VideoNotFound" }),
    );
  });
});
