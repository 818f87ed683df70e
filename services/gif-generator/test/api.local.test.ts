import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { pageTokenOf } from "@blueprints/lambda-kit/page-token";
import { videoIdOf } from "../src/domain/video-id.ts";
import { ROUTES } from "../src/openapi.ts";
import { apiCaller, type Answer } from "./api-caller.ts";
import { clientSettings, deploy, type Outputs } from "./deployed.ts";
import { gifBytes, seed, stillBytes } from "./seeded-videos.ts";

const Ticket = z.object({
  key: z.string(),
  url: z.url(),
  headers: z.record(z.string(), z.string()),
});
const Page = z.object({
  videos: z.array(z.object({ id: z.string(), key: z.string() })),
  nextPageToken: z.string().optional(),
});
const Link = z.object({ id: z.string(), url: z.url(), expiresAt: z.string() });
const DoneWindow = z.object({
  start: z.number(),
  state: z.literal("done"),
  gif: z.object({ url: z.url() }),
  stills: z.array(z.url()),
});
const ManifestPage = z.object({
  expiresAt: z.string(),
  windows: z.array(z.union([DoneWindow, z.object({ start: z.number(), state: z.string() })])),
  nextFrom: z.number().optional(),
});

const CLIP = "folder/city walk.mp4";
const BROKEN = "broken+100%.mp4";
const LONG = "two hours.mp4";

let cloud: TestCloud;
let outputs: Outputs;
let s3: S3Client;
let dynamo: DynamoDBClient;
let call: (route: string, body?: unknown) => Promise<Answer>;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  outputs = await deploy(cloud.endpoint);
  call = apiCaller(outputs.ApiUrl);
  const settings = clientSettings(cloud.endpoint);
  s3 = new S3Client(settings);
  dynamo = new DynamoDBClient(settings);
  const { VideosTable: videosTable, OutputsBucket: outputsBucket } = outputs;
  const library = { dynamo, s3, videosTable, outputsBucket };
  const pending = Array.from({ length: 40 }, (_, index) => (200 + index) * 30);
  await seed(library, {
    key: LONG,
    durationSeconds: 7200,
    status: "RENDERING",
    pending,
    drawn: [],
  });
  await seed(library, { key: "no.mp4", status: "REJECTED", reason: "NotAVideo: it is a text" });
  await seed(library, { key: BROKEN, status: "FAILED", reason: "x", failed: [60] });
  await seed(library, { key: CLIP });
});
afterAll(() => cloud?.stop());

function video(key: string): string {
  return `/videos/${videoIdOf(key)}`;
}

async function newLink(wish: object = {}): Promise<z.infer<typeof Link> & { token: string }> {
  const link = Link.parse((await call("POST /player-links", wish)).body);
  return { ...link, token: new URL(link.url).hash.slice(1) };
}

/** Asks as a browser does that has a link. */
async function withToken(path: string, token: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${outputs.ApiUrl}${path}`, { headers });
  return { status: response.status, body: await response.json() };
}

async function bytesAt(url = ""): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

const CLOSED = Object.keys(ROUTES).filter((route) => !route.includes(" /player/"));
const BEARERS = Object.keys(ROUTES).filter((route) => route.includes(" /player/videos"));

describe("the API", () => {
  test.each(CLOSED.filter((route) => route !== "GET /player"))(
    "refuses %s to whoever does not say who it is",
    async (route) => {
      const [method = "", path = ""] = route.split(" ");
      const url = `${outputs.ApiUrl}${path.replace("{id}", videoIdOf(CLIP))}`;
      const token = { authorization: `Bearer ${(await newLink()).token}` };
      for (const headers of [{}, token]) {
        expect((await fetch(url, { method, headers })).status).toBe(403);
      }
    },
  );

  test.each(BEARERS)("refuses %s to whoever brings no token", async (route) => {
    const [, path = ""] = route.split(" ");
    const response = await fetch(`${outputs.ApiUrl}${path.replace("{id}", videoIdOf(CLIP))}`);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "PlayerLinkMissing" });
  });

  test("describes itself, with the URL it is reached at and every route of the template", async () => {
    const { status, body } = await call("GET /openapi.json");
    expect(status).toBe(200);
    expect(body).toMatchObject({ openapi: "3.1.1", servers: [{ url: outputs.ApiUrl }] });
  });

  test.each([
    ["GET /videos?pageToken=forged", undefined, 400, "InvalidPageToken"],
    [`GET /videos?pageToken=${pageTokenOf("#")}`, undefined, 400, "InvalidPageToken"],
    ["GET /videos?limit=101", undefined, 400, "InvalidRequest"],
    ["GET /videos?unknown=1", undefined, 400, "InvalidRequest"],
    ["GET /videos/_w", undefined, 400, "InvalidVideoId"],
    [`GET ${video("none.mp4")}`, undefined, 404, "VideoNotFound"],
    [`GET ${video("none.mp4")}/manifest`, undefined, 404, "VideoNotFound"],
    [`GET ${video(CLIP)}/manifest?from=-1`, undefined, 400, "InvalidRequest"],
    [`GET ${video(CLIP)}/manifest?windows=61`, undefined, 400, "InvalidRequest"],
    ["POST /uploads", { name: "a.mp4", sizeBytes: 1 }, 400, "InvalidRequest"],
    [
      "POST /uploads",
      { name: "../a.mp4", contentType: "video/mp4", sizeBytes: 1 },
      400,
      "InvalidFileName",
    ],
    [
      "POST /uploads",
      { name: "a.mp4", contentType: "video/mp4", sizeBytes: 5_368_709_121 },
      400,
      "InvalidRequest",
    ],
    ["POST /player-links", { expiresInSeconds: 604_801 }, 400, "InvalidRequest"],
    ["POST /player-links", { videoId: "_w" }, 400, "InvalidVideoId"],
    [`DELETE /player-links/${"a".repeat(43)}`, undefined, 404, "PlayerLinkNotFound"],
  ])("answers %s %j with %i %s", async (route, body, status, code) => {
    expect(await call(route, body)).toMatchObject({ status, body: { code } });
  });

  test.each(["player.test.ts", "tsconfig.json", "..%2Fpackage.json", "%2e%2e%2fenv", "no-such.js"])(
    "serves no file %s",
    async (name) => {
      const response = await fetch(`${outputs.ApiUrl}/player/assets/${name}`);
      expect([400, 404]).toContain(response.status);
    },
  );
});

describe("an upload", () => {
  test("is permitted once, with its type and length", async () => {
    const bytes = new TextEncoder().encode("no video, but a file");
    const wish = { name: "größe 📷.mp4", contentType: "video/mp4", sizeBytes: bytes.length };
    const created = await call("POST /uploads", wish);
    expect(created.status).toBe(201);
    const { key, url, headers } = Ticket.parse(created.body);
    const put = (body: Uint8Array<ArrayBuffer>, over = {}) =>
      fetch(url, { method: "PUT", headers: { ...headers, ...over }, body });
    expect((await put(bytes, { "content-type": "text/html" })).status).toBe(403);
    const longer = { "content-length": String(bytes.length + 1) };
    expect((await put(new Uint8Array(bytes.length + 1), longer)).status).toBe(403);
    expect((await put(bytes)).status).toBe(200);
    expect((await put(bytes)).status).toBe(412);
    const stored = await s3.send(new GetObjectCommand({ Bucket: outputs.SourceBucket, Key: key }));
    expect(await stored.Body?.transformToByteArray()).toEqual(bytes);
    expect(stored.ContentType).toBe("video/mp4");
  });
});

describe("the videos", () => {
  test("are listed page by page, newest first, each once", async () => {
    const seen: string[] = [];
    let token = "";
    do {
      const page = Page.parse((await call(`GET /videos?limit=2${token}`)).body);
      seen.push(...page.videos.map(({ key }) => key));
      token = page.nextPageToken === undefined ? "" : `&pageToken=${page.nextPageToken}`;
    } while (token !== "");
    const seeded = seen.filter((key) => !key.startsWith("uploads/"));
    expect(seeded).toEqual([CLIP, BROKEN, "no.mp4", LONG]);
  });

  test("say how far each of their windows is, and why one failed", async () => {
    expect((await call(`GET ${video(BROKEN)}`)).body).toMatchObject({
      key: BROKEN,
      status: "FAILED",
      durationSeconds: 95,
      progress: { total: 4, done: 3, failed: 1 },
      windows: [
        { start: 0, end: 29, state: "done" },
        { start: 30, end: 59, state: "done" },
        { start: 60, end: 89, state: "failed", reason: "RenderFailed: ffmpeg ended with 1" },
        { start: 90, end: 94, state: "done" },
      ],
    });
    expect((await call(`GET ${video(LONG)}`)).body).toMatchObject({
      status: "RENDERING",
      progress: { total: 240, done: 200, failed: 0 },
    });
  });

  test("say why they were rejected", async () => {
    expect((await call(`GET ${video("no.mp4")}`)).body).toMatchObject({
      status: "REJECTED",
      reason: "NotAVideo: it is a text",
      progress: { total: 0, done: 0, failed: 0 },
      windows: [],
    });
  });
});

describe("a manifest", () => {
  test("has URLs of the GIF and of the still of every second, good for five minutes", async () => {
    const { body } = await call(`GET ${video(CLIP)}/manifest?from=37&windows=1`);
    const { windows, nextFrom, expiresAt } = ManifestPage.parse(body);
    const [window] = z.array(DoneWindow).parse(windows);
    expect(nextFrom).toBe(60);
    expect(window?.start).toBe(30);
    expect(window?.stills).toHaveLength(30);
    expect(await bytesAt(window?.gif.url)).toEqual(gifBytes(30));
    expect(await bytesAt(window?.stills[7])).toEqual(stillBytes(37));
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(300_000);
  });

  test("of a two-hour film comes page by page, 7,200 seconds in all", async () => {
    const starts: number[] = [];
    let stills = 0;
    let from: number | undefined = 0;
    while (from !== undefined) {
      const { body } = await call(`GET ${video(LONG)}/manifest?from=${from}&windows=60`);
      expect(JSON.stringify(body).length).toBeLessThan(6_000_000);
      const page = ManifestPage.parse(body);
      starts.push(...page.windows.map(({ start }) => start));
      for (const window of page.windows) stills += "stills" in window ? window.stills.length : 0;
      from = page.nextFrom;
    }
    expect(starts).toEqual(Array.from({ length: 240 }, (_, index) => index * 30));
    expect(stills).toBe(200 * 30);
  });

  test("names no URL of a window that failed", async () => {
    const { body } = await call(`GET ${video(BROKEN)}/manifest?from=60&windows=1`);
    expect(ManifestPage.parse(body).windows).toEqual([
      expect.objectContaining({ start: 60, state: "failed" }),
    ]);
    expect(JSON.stringify(body)).not.toContain("X-Amz-Signature");
  });
});

describe("a link to the player", () => {
  test("opens the routes of the player, and its token is nowhere in the table", async () => {
    const { token } = await newLink();
    expect(await withToken("/player/videos", token)).toMatchObject({ status: 200 });
    expect(await withToken(`/player${video(CLIP)}`, token)).toMatchObject({ status: 200 });
    expect(await withToken(`/player${video(CLIP)}/manifest`, token)).toMatchObject({ status: 200 });
    const { Items = [] } = await dynamo.send(
      new ScanCommand({ TableName: outputs.PlayerLinksTable }),
    );
    expect(Items.length).toBeGreaterThan(0);
    expect(JSON.stringify(Items)).not.toContain(token);
  });

  test("for one video shows no other", async () => {
    const { token } = await newLink({ videoId: videoIdOf(BROKEN) });
    const { body } = await withToken("/player/videos", token);
    expect(Page.parse(body).videos.map(({ key }) => key)).toEqual([BROKEN]);
    expect((await withToken(`/player${video(BROKEN)}/manifest`, token)).status).toBe(200);
    for (const path of [video(CLIP), `${video(CLIP)}/manifest`, video("none.mp4")]) {
      expect(await withToken(`/player${path}`, token)).toMatchObject({
        status: 404,
        body: { code: "VideoNotFound" },
      });
    }
  });

  test("opens nothing once it is revoked", async () => {
    const { id, token } = await newLink();
    expect(await call(`DELETE /player-links/${id}`)).toEqual({ status: 204, body: undefined });
    expect(await withToken("/player/videos", token)).toMatchObject({
      status: 401,
      body: { code: "PlayerLinkUnknown" },
    });
    expect((await call(`DELETE /player-links/${id}`)).status).toBe(404);
  });

  test("is opened by its token, not by its id", async () => {
    const { id } = await newLink();
    expect(await withToken("/player/videos", id)).toMatchObject({ status: 401 });
  });
});

describe("the page", () => {
  test("is served with a policy that lets in nothing but its own and the bucket's pictures", async () => {
    const response = await fetch(`${outputs.ApiUrl}/player`);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`img-src 'self' ${new URL(cloud.endpoint).origin}`);
    expect(policy).not.toMatch(/unsafe|\*/u);
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });
});
