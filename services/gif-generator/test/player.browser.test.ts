import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import * as z from "zod";
import { startBrowser, type TestBrowser, type Visit } from "../../../scripts/browser/browser.ts";
import { makeClip, SAMPLE_CLIP } from "../samples/make-clip.ts";
import { playerLink } from "../samples/player-link.ts";
import { videoIdOf } from "../src/domain/video-id.ts";
import { apiCaller, type Answer } from "./api-caller.ts";
import { clientSettings, deploy, eventually, type Outputs } from "./deployed.ts";
import { gifBytes, seed, stillBytes, type Library } from "./seeded-videos.ts";
import { shownNumber } from "./shown-number.ts";

const CLIP = "city walk.mp4";
const BROKEN = "broken.mp4";
const RUNNING = "running.mp4";
const REJECTED = "no-video.mp4";
const HOSTILE = `folder/<img src=x onerror="alert(1)"> 'it''s' 100% a+b &amp; größe 📷.mp4`;
const LONG = "two hours.mp4";
const SHUT = [/answer: 401/u, /console: Failed to load resource: .*401/u];

/** What a browser's HTMLImageElement has, of which this project knows no types. */
interface Picture {
  readonly currentSrc: string;
  readonly naturalWidth: number;
  readonly decode: () => Promise<void>;
}

const Link = z.object({ id: z.string(), url: z.url() });

let cloud: TestCloud;
let outputs: Outputs;
let library: Library;
let browser: TestBrowser;
let call: (route: string, body?: unknown) => Promise<Answer>;
let link: string;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  outputs = await deploy(cloud.endpoint);
  call = apiCaller(outputs.ApiUrl);
  const settings = clientSettings(cloud.endpoint);
  library = {
    dynamo: new DynamoDBClient(settings),
    s3: new S3Client(settings),
    videosTable: outputs.VideosTable,
    outputsBucket: outputs.OutputsBucket,
  };
  const rendering = Array.from({ length: 100 }, (_, index) => (140 + index) * 30);
  await seed(library, { key: HOSTILE, durationSeconds: 40 });
  await seed(library, { key: REJECTED, status: "REJECTED", reason: "NotAVideo: it is a text" });
  await seed(library, {
    key: LONG,
    durationSeconds: 7200,
    status: "RENDERING",
    pending: rendering,
    drawn: [0, 30, 60],
  });
  await seed(library, { key: RUNNING, durationSeconds: 40, status: "RENDERING", pending: [30] });
  await seed(library, { key: BROKEN, status: "FAILED", reason: "WindowsFailed", failed: [30] });
  await seed(library, { key: CLIP });
  link = (await newLink()).url;
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await cloud?.stop();
});

async function newLink(wish: object = {}): Promise<z.infer<typeof Link>> {
  const { status, body } = await call("POST /player-links", wish);
  expect(status).toBe(201);
  return Link.parse(body);
}

/** Opens the page with a link, and a video when one is named. */
async function openPlayer({ key, url = link, ...visit }: Visit & { key?: string; url?: string }) {
  const page = await browser.open(url, visit);
  if (key === undefined) return page;
  const name = key.slice(key.lastIndexOf("/") + 1);
  await page.getByRole("button", { name, exact: false }).click();
  await page.getByRole("heading", { name, exact: true }).waitFor();
  return page;
}

/** Drags the slider to a second, as far as the page can tell. */
async function seek(page: Page, second: number): Promise<void> {
  await page.getByRole("slider", { name: "Position" }).fill(String(second));
}

/** The bytes of the picture that is shown, once it is a picture with this description. */
async function bytesOf(page: Page, description: string): Promise<Uint8Array> {
  const picture = page.getByRole("img", { name: description, exact: true });
  await picture.waitFor();
  const { url, width } = await picture.evaluate(async (image: Picture) => {
    await image.decode();
    return { url: image.currentSrc, width: image.naturalWidth };
  });
  expect(width).toBeGreaterThan(0);
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

describe("whoever has a link", () => {
  test("gets one from the samples' script", async () => {
    const names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"];
    for (const name of names) vi.stubEnv(name, name === "AWS_REGION" ? "eu-west-1" : "test");
    onTestFinished(() => void vi.unstubAllEnvs());
    const url = await playerLink(outputs.ApiUrl);
    expect(url).toMatch(/\/player#[\w-]{43}$/u);
    const page = await browser.open(url);
    await page.getByRole("heading", { name: CLIP }).waitFor();
  });

  test("sees the newest video, its first still and its first GIF", async () => {
    const page = await openPlayer({});
    await page.getByRole("heading", { name: CLIP }).waitFor();
    expect(await bytesOf(page, `Still of ${CLIP} at 0:00`)).toEqual(stillBytes(0));
    expect(await bytesOf(page, `Moving preview of ${CLIP}, 0:00 to 0:30`)).toEqual(gifBytes(0));
    const names = await page.getByRole("listitem").allInnerTexts();
    expect(names.map((name) => name.split("\n")[0])).toEqual([
      CLIP,
      BROKEN,
      RUNNING,
      LONG,
      REJECTED,
      HOSTILE.slice(HOSTILE.indexOf("/") + 1),
    ]);
  });

  test("moves the slider to 0:37 and sees the still of that second and the GIF of its window", async () => {
    const page = await openPlayer({ key: CLIP });
    await seek(page, 37);
    expect(await bytesOf(page, `Still of ${CLIP} at 0:37`)).toEqual(stillBytes(37));
    expect(await bytesOf(page, `Moving preview of ${CLIP}, 0:30 to 1:00`)).toEqual(gifBytes(30));
    expect(await page.locator("#time").textContent()).toBe("0:37 / 1:35");
  });

  test("sees every still that a slider passes slowly, and the last second's", async () => {
    const page = await openPlayer({ key: CLIP });
    for (const second of [28, 29, 30, 31, 93, 94]) {
      await seek(page, second);
      const time = `${Math.floor(second / 60)}:${String(second % 60).padStart(2, "0")}`;
      expect(await bytesOf(page, `Still of ${CLIP} at ${time}`)).toEqual(stillBytes(second));
    }
    expect(await bytesOf(page, `Moving preview of ${CLIP}, 1:30 to 1:35`)).toEqual(gifBytes(90));
  });

  test("moves with keys alone", async () => {
    const page = await openPlayer({ key: CLIP });
    const slider = page.getByRole("slider", { name: "Position" });
    await slider.focus();
    for (const [key, time] of [
      ["ArrowRight", "0:01"],
      ["PageUp", "0:30"],
      ["PageUp", "1:00"],
      ["ArrowLeft", "0:59"],
      ["PageDown", "0:30"],
      ["End", "1:34"],
      ["PageUp", "1:34"],
      ["Home", "0:00"],
    ] as const) {
      await slider.press(key);
      expect(await slider.getAttribute("aria-valuetext")).toBe(`${time} of 1:35`);
    }
    await page.getByRole("img", { name: `Still of ${CLIP} at 0:00`, exact: true }).waitFor();
  });

  test("chooses a video, pauses and plays with keys alone", async () => {
    const page = await openPlayer({});
    await page.getByRole("button", { name: CLIP }).focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: BROKEN }).waitFor();
    const moving = page.getByRole("img", { name: /^Moving preview/u });
    await moving.waitFor();
    await page.getByRole("button", { name: "Pause the moving preview" }).press("Enter");
    await page.getByText("The moving preview is paused.").waitFor();
    expect(await moving.count()).toBe(0);
    await page.getByRole("button", { name: "Play the moving preview" }).press("Enter");
    await moving.waitFor();
  });

  test("is shown no moving picture unasked who wants none", async () => {
    const page = await openPlayer({ key: CLIP, reducedMotion: "reduce" });
    await page.getByText("The moving preview is paused.").waitFor();
    await page.getByRole("button", { name: "Play the moving preview" }).click();
    expect(await bytesOf(page, `Moving preview of ${CLIP}, 0:00 to 0:30`)).toEqual(gifBytes(0));
  });

  test("can read a name that would be markup, and sees its pictures", async () => {
    const page = await openPlayer({ key: HOSTILE });
    const name = HOSTILE.slice(HOSTILE.indexOf("/") + 1);
    await seek(page, 31);
    expect(await bytesOf(page, `Still of ${name} at 0:31`)).toEqual(stillBytes(31));
    expect(await page.locator("h2").innerHTML()).toContain("&lt;img src=x");
    expect(await page.locator("img[src=x]").count()).toBe(0);
  });

  test("learns which part could not be rendered, and sees the others", async () => {
    const page = await openPlayer({ key: BROKEN });
    await page.getByText("3 of 4 windows rendered, 1 failed").waitFor();
    await seek(page, 37);
    await page.getByText(/This part could not be rendered\. RenderFailed/u).waitFor();
    await page.getByText("No moving preview.").waitFor();
    await seek(page, 61);
    expect(await bytesOf(page, `Still of ${BROKEN} at 1:01`)).toEqual(stillBytes(61));
  });

  test("learns why a file was rejected", async () => {
    const page = await openPlayer({ key: REJECTED });
    await page.getByText("Rejected. NotAVideo: it is a text").waitFor();
    expect(await page.getByRole("slider").count()).toBe(0);
  });

  test("watches a video become whole, without loading the page again", async () => {
    const page = await openPlayer({ key: RUNNING });
    await page.getByText("1 of 2 windows rendered").waitFor();
    await seek(page, 35);
    await page.getByText("This part is still being rendered.").waitFor();
    await seed(library, { key: RUNNING, durationSeconds: 40, isNew: false });
    expect(await bytesOf(page, `Still of ${RUNNING} at 0:35`)).toEqual(stillBytes(35));
    await page.getByText("windows rendered").waitFor({ state: "hidden" });
  });

  test("plays a two-hour film and fetches a few windows of it at a time", async () => {
    const page = await openPlayer({ key: LONG });
    const asked: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/manifest")) asked.push(request.url());
    });
    await seek(page, 65);
    expect(await bytesOf(page, `Still of ${LONG} at 1:05`)).toEqual(stillBytes(65));
    await seek(page, 66);
    await page.getByRole("img", { name: `Still of ${LONG} at 1:06`, exact: true }).waitFor();
    expect(asked).toEqual([expect.stringMatching(/from=60&windows=2$/u)]);
  });

  test("loads no GIF of windows that the slider only passes", async () => {
    const page = await openPlayer({ key: CLIP });
    await page.getByRole("img", { name: `Moving preview of ${CLIP}, 0:00 to 0:30` }).waitFor();
    const gifs: string[] = [];
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.endsWith(".gif")) gifs.push(pathname);
    });
    await page.evaluate(`{
      const slider = document.getElementById("position");
      for (let second = 1; second <= 65; second += 1) {
        slider.valueAsNumber = second;
        slider.dispatchEvent(new Event("input"));
      }
    }`);
    expect(await bytesOf(page, `Moving preview of ${CLIP}, 1:00 to 1:30`)).toEqual(gifBytes(60));
    expect(gifs).toEqual([expect.stringMatching(/-60\.gif$/u)]);
  });

  test("is told when a picture does not come", async () => {
    const expected = [/answer: 403/u, /console: Failed to load resource: .*403/u];
    const page = await openPlayer({ key: LONG, expected });
    await seek(page, 100);
    await page.locator("#still-text").getByText("The picture could not be loaded.").waitFor();
    expect(await page.locator("#still").isVisible()).toBe(false);
    await seek(page, 65);
    expect(await bytesOf(page, `Still of ${LONG} at 1:05`)).toEqual(stillBytes(65));
  });

  test("sees everything at the width of a phone, with nothing cut off", async () => {
    const viewport = { width: 360, height: 740 };
    const page = await openPlayer({ key: HOSTILE, viewport, colorScheme: "dark" });
    await page.getByRole("img", { name: /^Moving preview/u }).waitFor();
    const width = await page.evaluate("document.documentElement.scrollWidth");
    expect(width).toBe(360);
  });

  test("may load the page again, and leaves no token in the address", async () => {
    const page = await openPlayer({ key: CLIP });
    expect(page.url()).toBe(`${outputs.ApiUrl}/player`);
    await page.reload();
    await page.getByRole("heading", { name: CLIP }).waitFor();
  });

  test("may open another link in the same tab", async () => {
    const page = await openPlayer({ key: CLIP });
    const { url } = await newLink({ videoId: videoIdOf(BROKEN) });
    await page.goto(url);
    await page.getByRole("heading", { name: BROKEN }).waitFor();
    expect(await page.getByRole("listitem").count()).toBe(1);
  });

  test("asks nobody but this service", async () => {
    const page = await browser.open("about:blank");
    const origins = new Set<string>();
    page.on("request", (request) => origins.add(new URL(request.url()).origin));
    await page.goto(link);
    await page.getByRole("img", { name: /^Moving preview/u }).waitFor();
    expect([...origins]).toEqual([new URL(cloud.endpoint).origin]);
  });
});

describe("whoever has no link that is good", () => {
  test("is told that the page opens with one", async () => {
    const page = await openPlayer({ url: `${outputs.ApiUrl}/player` });
    await page.getByRole("alert").getByText("This page opens with a link.").waitFor();
    expect(await page.getByRole("list").count()).toBe(0);
  });

  test("is told that nobody knows it", async () => {
    const url = `${outputs.ApiUrl}/player#${"a".repeat(43)}`;
    const page = await openPlayer({ url, expected: SHUT });
    await page.getByRole("alert").getByText("This link is not valid").waitFor();
    expect(await page.getByRole("list").count()).toBe(0);
  });

  test("is told that it has expired, also while the page is open", async () => {
    const { id, url } = await newLink();
    const page = await openPlayer({ url, expected: SHUT });
    await page.getByRole("heading", { name: CLIP }).waitFor();
    await library.dynamo.send(
      new UpdateItemCommand({
        TableName: outputs.PlayerLinksTable,
        Key: { Id: { S: id } },
        UpdateExpression: "SET expiresAt = :now",
        ExpressionAttributeValues: { ":now": { N: String(Math.floor(Date.now() / 1000)) } },
      }),
    );
    await page.getByRole("button", { name: BROKEN }).click();
    await page.getByRole("alert").getByText("This link has expired.").waitFor();
    expect(await page.getByRole("main").count()).toBe(0);
  });

  test("is told that it was revoked", async () => {
    const { id, url } = await newLink();
    expect(await call(`DELETE /player-links/${id}`)).toMatchObject({ status: 204 });
    const page = await openPlayer({ url, expected: SHUT });
    await page.getByRole("alert").getByText("it was revoked").waitFor();
  });
});

describe("a video that is uploaded", () => {
  const Ticket = z.object({
    id: z.string(),
    url: z.url(),
    headers: z.record(z.string(), z.string()),
  });

  /** Makes the sample clip and uploads it with a permission of the API. */
  async function uploadClip(name: string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "clip-"));
    const path = join(folder, "clip.mp4");
    await makeClip({ ...SAMPLE_CLIP, path });
    const bytes = await readFile(path);
    await rm(folder, { recursive: true });
    const wish = { name, contentType: "video/mp4", sizeBytes: bytes.length };
    const { id, url, headers } = Ticket.parse((await call("POST /uploads", wish)).body);
    expect((await fetch(url, { method: "PUT", headers, body: bytes })).status).toBe(200);
    return id;
  }

  test("is rendered, and the page shows in pixels the second that the slider stands on", async () => {
    const name = "<b>Größe 100% + 'x'.mp4";
    const id = await uploadClip(name);
    await eventually("a whole video", async () => {
      const { body } = await call(`GET /videos/${id}`);
      return z.object({ status: z.literal("COMPLETE") }).safeParse(body).data;
    });
    const page = await browser.open(link);
    await page.getByRole("heading", { name, exact: true }).waitFor();
    for (const [second, time] of [
      [37, "0:37"],
      [94, "1:34"],
    ] as const) {
      await seek(page, second);
      await bytesOf(page, `Still of ${name} at ${time}`);
      const still = page.locator("#still");
      await still.evaluate("(image) => { image.style.objectFit = 'fill'; }");
      expect(await shownNumber(await still.screenshot())).toBe(second);
    }
    await seek(page, 40);
    expect(await shownNumber(await bytesOf(page, `Moving preview of ${name}, 0:30 to 1:00`))).toBe(
      30,
    );
  });
});
