import { describe, expect, test } from "vitest";
import { linkIdOf, newToken, type PlayerLink } from "../domain/player-link.ts";
import { videoIdOf } from "../domain/video-id.ts";
import { admit } from "./admit.ts";
import { createPlayerLink, revokePlayerLink } from "./player-links.ts";
import type { PlayerLinks } from "./ports.ts";

const ANN = { createdBy: "arn:aws:iam::000000000000:user/ann", expiresInSeconds: 60 };

function inMemoryLinks(): PlayerLinks {
  const links = new Map<string, PlayerLink>();
  return {
    put: async (link) => void links.set(link.id, link),
    get: async (id) => links.get(id),
    remove: async (id, createdBy) => links.get(id)?.createdBy === createdBy && links.delete(id),
  };
}

function aDesk() {
  let now = 1_768_478_400_500; // milliseconds
  const deps = { links: inMemoryLinks(), newToken, now: () => now };
  const open = (token: string | undefined) => admit(deps, { kind: "bearer", token });
  return { deps, open, pass: (ms: number) => (now += ms) };
}

describe("a player link", () => {
  test("opens every video, or the one that it is for, and is kept as a digest", async () => {
    const { deps, open } = aDesk();
    const all = await createPlayerLink(deps, ANN);
    const one = await createPlayerLink(deps, { ...ANN, videoId: videoIdOf("a.mp4") });
    expect(await open(all.token)).toEqual({ videoKey: undefined });
    expect(await open(one.token)).toEqual({ videoKey: "a.mp4" });
    expect(all.id).toBe(linkIdOf(all.token));
    expect(JSON.stringify(await deps.links.get(all.id))).not.toContain(all.token);
  });

  test("expires when it said", async () => {
    const { deps, open, pass } = aDesk();
    const { token, expiresAt } = await createPlayerLink(deps, ANN);
    expect(expiresAt).toBe(1_768_478_460);
    pass(59_000);
    expect(await open(token)).toEqual({ videoKey: undefined });
    pass(1000);
    await expect(open(token)).rejects.toMatchObject({ code: "PlayerLinkExpired" });
  });

  test("is revoked by whoever made it, and by nobody else", async () => {
    const { deps, open } = aDesk();
    const { id, token } = await createPlayerLink(deps, ANN);
    const byBob = revokePlayerLink(deps, { id, createdBy: "bob" });
    await expect(byBob).rejects.toMatchObject({ code: "PlayerLinkNotFound" });
    expect(await open(token)).toEqual({ videoKey: undefined });
    await revokePlayerLink(deps, { id, createdBy: ANN.createdBy });
    await expect(open(token)).rejects.toMatchObject({ code: "PlayerLinkUnknown" });
  });

  test("is not made for what is no video's id", async () => {
    const { deps } = aDesk();
    const wish = { ...ANN, videoId: "_w" };
    await expect(createPlayerLink(deps, wish)).rejects.toMatchObject({ code: "InvalidVideoId" });
  });
});

describe("admit", () => {
  test("opens everything for a caller that the authorizer let in", async () => {
    const { deps } = aDesk();
    expect(await admit(deps, { kind: "principal", name: "ann" })).toEqual({ videoKey: undefined });
  });

  test.each([
    { token: undefined, code: "PlayerLinkMissing" },
    { token: newToken(), code: "PlayerLinkUnknown" },
  ])("refuses a bearer with $code", async ({ token, code }) => {
    await expect(aDesk().open(token)).rejects.toMatchObject({ code, kind: "unauthorized" });
  });
});
