import { describe, expect, test } from "vitest";
import { linkIdOf, newPageLinkOf, newToken, pageLinkDesk, type PageLink } from "./page-link.ts";

const ANN = { createdBy: "arn:aws:iam::000000000000:user/ann", expiresInSeconds: 60 };

function aDesk() {
  let now = 1_768_478_400_500; // milliseconds
  const kept = new Map<string, PageLink>();
  const desk = pageLinkDesk({
    name: "PlayerLink",
    now: () => now,
    links: {
      put: async (link) => void kept.set(link.id, link),
      get: async (id) => kept.get(id),
      remove: async (id, createdBy) => kept.get(id)?.createdBy === createdBy && kept.delete(id),
    },
  });
  const open = (token: string | undefined) => desk.admit({ kind: "bearer", token });
  return { desk, kept, open, pass: (ms: number) => (now += ms) };
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

describe("a link", () => {
  test("opens everything, or the one thing that it is for, and is kept as a digest", async () => {
    const { desk, kept, open } = aDesk();
    const all = await desk.create({ ...ANN, subject: undefined });
    const one = await desk.create({ ...ANN, subject: "a.mp4" });
    expect(await open(all.token)).toEqual({ subject: undefined });
    expect(await open(one.token)).toEqual({ subject: "a.mp4" });
    expect(all.id).toBe(linkIdOf(all.token));
    expect(JSON.stringify([...kept])).not.toContain(all.token);
  });

  test("expires in the second that it said", async () => {
    const { desk, open, pass } = aDesk();
    const { token, expiresAt } = await desk.create({ ...ANN, subject: undefined });
    expect(expiresAt).toBe(1_768_478_460);
    pass(59_000);
    expect(await open(token)).toEqual({ subject: undefined });
    pass(1000);
    await expect(open(token)).rejects.toMatchObject({ code: "PlayerLinkExpired" });
  });

  test("is revoked by whoever made it, and by nobody else", async () => {
    const { desk, open } = aDesk();
    const { id, token } = await desk.create({ ...ANN, subject: undefined });
    const byBob = desk.revoke({ id, createdBy: "bob" });
    await expect(byBob).rejects.toMatchObject({ code: "PlayerLinkNotFound", kind: "notFound" });
    expect(await open(token)).toEqual({ subject: undefined });
    await desk.revoke({ id, createdBy: ANN.createdBy });
    await expect(open(token)).rejects.toMatchObject({ code: "PlayerLinkUnknown" });
  });

  test("is answered as a URL with the token where only the browser sees it", async () => {
    const { desk } = aDesk();
    const link = await desk.create({ ...ANN, subject: undefined });
    const { url, expiresAt } = newPageLinkOf(link, "https://api.example.com/player");
    const { pathname, search, hash } = new URL(url);
    expect([pathname, search, hash]).toEqual(["/player", "", `#${link.token}`]);
    expect(expiresAt).toBe("2026-01-15T12:01:00.000Z");
  });
});

describe("admit", () => {
  test("opens everything for a caller that the authorizer let in", async () => {
    const { desk } = aDesk();
    expect(await desk.admit({ kind: "principal", name: "ann" })).toEqual({ subject: undefined });
  });

  test.each([
    { token: undefined, code: "PlayerLinkMissing" },
    { token: newToken(), code: "PlayerLinkUnknown" },
  ])("refuses a bearer with $code", async ({ token, code }) => {
    await expect(aDesk().open(token)).rejects.toMatchObject({ code, kind: "unauthorized" });
  });
});
