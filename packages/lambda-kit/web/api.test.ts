import { describe, expect, test } from "vitest";
import { explain, openApi, Refused } from "./api.js";

const BASE = "https://api.example.com/stage/player/";

function anApi(answer: () => Promise<Response>) {
  const asked: { url: string; authorization: string | null }[] = [];
  const get = openApi({
    base: BASE,
    token: "secret",
    fetch: (input, init) => {
      const { url, headers } = new Request(input, init);
      asked.push({ url, authorization: headers.get("authorization") });
      return answer();
    },
  });
  return { get, asked };
}

describe("openApi", () => {
  test("asks below its own folder, with the token in a header", async () => {
    const { get, asked } = anApi(async () => Response.json({ a: 1 }));
    expect(await get("videos?limit=1")).toEqual({ a: 1 });
    expect(asked).toEqual([{ url: `${BASE}videos?limit=1`, authorization: "Bearer secret" }]);
  });

  test.each([
    { body: { code: "PlayerLinkExpired", message: "old" }, code: "PlayerLinkExpired" },
    { body: "oops", code: "Refused" },
    { body: { code: 7 }, code: "Refused" },
  ])("throws $code for an answer of 4xx with $body", async ({ body, code }) => {
    const { get } = anApi(async () => Response.json(body, { status: 401 }));
    await expect(get("videos")).rejects.toMatchObject({ name: "Refused", code });
  });

  test("throws NoAnswer when nobody answers", async () => {
    const { get } = anApi(() => Promise.reject(new TypeError("connection refused")));
    await expect(get("videos")).rejects.toMatchObject({ code: "NoAnswer" });
  });
});

describe("explain", () => {
  test.each([
    { code: "PlayerLinkMissing", text: /opens with a link/u, isShut: true },
    { code: "PageLinkExpired", text: /has expired/u, isShut: true },
    { code: "PageLinkUnknown", text: /not valid/u, isShut: true },
    { code: "NoAnswer", text: /does not answer/u, isShut: false },
    { code: "VideoNotFound", text: /as the API says it/u, isShut: false },
  ])("says what $code means", ({ code, text, isShut }) => {
    const explained = explain(new Refused(code, "as the API says it"));
    expect(explained).toMatchObject({ isShut, isDefect: false });
    expect(explained.text).toMatch(text);
  });

  test("tells nobody the details of a defect", () => {
    const explained = explain(new TypeError("x is not a function"));
    expect(explained).toEqual({ text: "Something went wrong.", isShut: false, isDefect: true });
  });
});
