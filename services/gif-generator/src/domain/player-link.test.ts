import { describe, expect, test } from "vitest";
import { checkScope, linkIdOf, newToken, scopeOf, type PlayerLink } from "./player-link.ts";

const NOW = 1_768_478_400; // 2026-01-15T12:00:00Z

function aLink(over: Partial<PlayerLink> = {}): PlayerLink {
  const id = linkIdOf("token");
  return { id, createdBy: "arn", videoKey: undefined, expiresAt: NOW + 60, ...over };
}

describe("a token", () => {
  test("has 256 bits and is another each time", () => {
    const tokens = new Set(Array.from({ length: 100 }, newToken));
    expect(tokens.size).toBe(100);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/u);
  });

  test("is not in the id of its link", () => {
    const token = newToken();
    expect(linkIdOf(token)).toMatch(/^[\w-]{43}$/u);
    expect(linkIdOf(token)).not.toBe(token);
    expect(linkIdOf(token)).toBe(linkIdOf(token));
  });
});

describe("scopeOf", () => {
  test("is what the link is for, until the second that it expires in", () => {
    expect(scopeOf(aLink(), NOW + 59)).toEqual({ videoKey: undefined });
    expect(() => scopeOf(aLink(), NOW + 60)).toThrow(
      expect.objectContaining({ code: "PlayerLinkExpired", kind: "unauthorized" }),
    );
  });

  test("refuses a link that is not there", () => {
    expect(() => scopeOf(undefined, NOW)).toThrow(
      expect.objectContaining({ code: "PlayerLinkUnknown", kind: "unauthorized" }),
    );
  });
});

describe("checkScope", () => {
  test("lets every video through unless the link is for one", () => {
    expect(() => checkScope({ videoKey: undefined }, "a.mp4")).not.toThrow();
    expect(() => checkScope({ videoKey: "a.mp4" }, "a.mp4")).not.toThrow();
    expect(() => checkScope({ videoKey: "a.mp4" }, "b.mp4")).toThrow(
      expect.objectContaining({ code: "VideoNotFound" }),
    );
  });
});
