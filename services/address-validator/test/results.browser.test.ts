import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import * as z from "zod";
import { startBrowser, type TestBrowser, type Visit } from "../../../scripts/browser/browser.ts";
import { deploy } from "../../../scripts/soak/deploy.ts";
import { pageLink } from "../samples/page-link.ts";
import { nameOf } from "../src/domain/names.ts";
import { apiCaller, type Answer } from "./api-caller.ts";
import { openService, type Service } from "./deployed.ts";
import { seededJobs } from "./seeded-jobs.ts";

const HOSTILE_CELL = `<img src=x onerror="alert(1)"> & "quoted"`;
const HOMES = [
  "Id,Address,City,State,Note",
  "001,550 Main Street,Hartford,CT,",
  `002,700 Boylston Street,Boston,MA,"${HOSTILE_CELL.replaceAll('"', '""')}"`,
  "003,550 main street,HARTFORD,CT,again",
  "004,1 Nothing Road,Xyzzyville,ZZ,",
  "005,,,,nothing to look up",
  '006,85 Pike Street,Seattle,WA,"=1+1"',
  "",
].join("\n");
const PARTLY = "positions"; // no .csv: its pipeline is the test's
const HOSTILE = `folder/<b>bold<b> 'it''s' 100% größe 📷.csv`;
const SHUT = [/answer: 401/u, /console: Failed to load resource: .*401/u];

const Link = z.object({ id: z.string(), url: z.url() });

let cloud: TestCloud;
let service: Service;
let seeded: ReturnType<typeof seededJobs>;
let browser: TestBrowser;
let call: (route: string, body?: unknown) => Promise<Answer>;
let link: string;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  service = openService(cloud.endpoint, await deploy(cloud.endpoint, "address-validator", "test"));
  call = apiCaller(service.outputs["ApiUrl"] ?? "");
  seeded = seededJobs(service);
  await seeded.failed("broken.csv", "ScatterFailed: the queue does not answer");
  await service.validate("refused.csv", "Nombre,Calle\na,b\n");
  await service.validate(HOSTILE, "City,State\nMiami,FL\n");
  await seeded.incomplete(PARTLY);
  await service.validate("homes.csv", HOMES);
  link = (await newLink()).url;
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await cloud?.stop();
});

async function newLink(wish: object = {}): Promise<z.infer<typeof Link>> {
  const { status, body } = await call("POST /page-links", wish);
  expect(status).toBe(201);
  return Link.parse(body);
}

/** Opens the page of one job, by a link of its own. */
async function openJob(key: string, visit: Visit = {}): Promise<Page> {
  const page = await browser.open((await newLink({ jobId: nameOf(key) })).url, visit);
  const name = key.slice(key.lastIndexOf("/") + 1);
  await page.getByRole("heading", { name, exact: true }).waitFor();
  return page;
}

async function middleOf(point: Locator): Promise<{ x: number; y: number }> {
  const box = await point.boundingBox();
  if (box === null) throw new Error("it is not shown");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Whether the middle of a mark is in the box around a country or state. */
async function isIn(page: Page, point: Locator, name: string): Promise<boolean> {
  const { x, y } = await middleOf(point);
  const box = await page.locator(`#outlines [data-name="${name}"]`).boundingBox();
  if (box === null) throw new Error(`${name} is not shown`);
  return x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
}

function mark(page: Page, row: number): Locator {
  return page.getByRole("listitem", { name: new RegExp(`^Rows? ${row}\\b`, "u") });
}

describe("whoever has a link", () => {
  test("gets one from the samples' script", async () => {
    const names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"];
    for (const name of names) vi.stubEnv(name, name === "AWS_REGION" ? "eu-west-1" : "test");
    onTestFinished(() => void vi.unstubAllEnvs());
    const page = await browser.open(await pageLink(service.outputs["ApiUrl"] ?? ""));
    await page.getByRole("heading", { name: "homes.csv" }).waitFor();
    expect(page.url()).toBe(`${service.outputs["ApiUrl"]}/page`);
    await page.reload();
    await page.getByRole("heading", { name: "homes.csv" }).waitFor();
  });

  test("sees every file, the latest first, and chooses one", async () => {
    const page = await browser.open(link);
    await page.getByRole("heading", { name: "homes.csv" }).waitFor();
    const names = page.getByRole("navigation").getByRole("listitem");
    expect((await names.allInnerTexts()).map((text) => text.split("\n")[0])).toEqual([
      "homes.csv",
      PARTLY,
      HOSTILE.slice(HOSTILE.indexOf("/") + 1),
      "refused.csv",
      "broken.csv",
    ]);
    await page.getByRole("button", { name: PARTLY }).click();
    await page.getByRole("heading", { name: PARTLY }).waitFor();
  });

  test("sees how many rows became what, and what it took", async () => {
    const page = await openJob("homes.csv");
    const counts = page.getByRole("list", { name: "Rows by what became of them" });
    const texts = await counts.getByRole("listitem").allInnerTexts();
    expect(texts.map((text) => text.replaceAll(/\s+/gu, " "))).toEqual([
      "4 found",
      "1 not found",
      "1 empty",
    ]);
    await page.getByText("6 rows · 4 different addresses · estimated").waitFor();
  });

  test("sees a mark for each place, where it is on the map", async () => {
    const page = await openJob("homes.csv");
    await mark(page, 2).waitFor();
    expect(await page.getByRole("list", { name: "Points" }).getByRole("listitem").count()).toBe(3);
    expect(await isIn(page, mark(page, 2), "Connecticut")).toBe(true);
    expect(await isIn(page, mark(page, 3), "Massachusetts")).toBe(true);
    expect(await isIn(page, mark(page, 7), "Washington")).toBe(true);
    expect(await isIn(page, mark(page, 3), "Connecticut")).toBe(false);
    await page.getByText("4 rows have a position.").waitFor();
  });

  test("tells statuses apart by shape, not by colour alone", async () => {
    const page = await openJob(PARTLY);
    await page.getByText("1 part of 2 could not be looked up.").waitFor();
    await mark(page, 2).waitFor();
    expect(await isIn(page, mark(page, 2), "Connecticut")).toBe(true);
    expect(await isIn(page, mark(page, 3), "Massachusetts")).toBe(true);
    expect(await mark(page, 3).getAttribute("aria-label")).toBe(
      "Row 3: 42.35, -71.06 → not looked up",
    );
    const looks = z
      .array(z.tuple([z.string(), z.string()]))
      .parse(
        await page.evaluate(
          "Array.from(document.querySelectorAll('.point .mark'), (mark) => [mark.getAttribute('d'), getComputedStyle(mark).fill])",
        ),
      );
    const [shapes, colours] = [0, 1].map((at) => new Set(looks.map((look) => look[at])));
    expect([shapes?.size, colours?.size]).toEqual([2, 2]);
  });

  test("points at a mark and reads its rows", async () => {
    const page = await openJob("homes.csv");
    await mark(page, 2).hover();
    await expect
      .poll(() => page.locator("#point").textContent())
      .toMatch(/^Rows 2 and 4: 550 Main Street, Hartford, CT → 550 Main Street, Hartford, CT/u);
  });

  test("moves the map with buttons", async () => {
    const page = await openJob("homes.csv");
    const start = await middleOf(mark(page, 2));
    const map = page.getByRole("toolbar", { name: "Map" });
    await map.getByRole("button", { name: "Move right" }).click();
    await expect.poll(async () => (await middleOf(mark(page, 2))).x).toBeLessThan(start.x - 100);
    await map.getByRole("button", { name: "Show all points" }).click();
    await expect.poll(async () => middleOf(mark(page, 2))).toEqual(start);
    const before = (await middleOf(mark(page, 3))).x - start.x;
    await map.getByRole("button", { name: "Zoom out" }).click();
    const distance = async () =>
      (await middleOf(mark(page, 3))).x - (await middleOf(mark(page, 2))).x;
    await expect.poll(distance).toBeLessThan(before);
  });

  test("goes from point to point with keys alone, and moves the map", async () => {
    const page = await openJob("homes.csv");
    const map = page.getByRole("group", { name: "Map of the points" });
    await map.focus();
    const start = await middleOf(mark(page, 2));
    await page.keyboard.press("ArrowUp");
    await expect.poll(async () => (await middleOf(mark(page, 2))).y).toBeGreaterThan(start.y + 50);
    await page.keyboard.press("0");
    await expect.poll(async () => middleOf(mark(page, 2))).toEqual(start);
    await page.keyboard.press("Tab");
    for (const [key, row] of [
      [undefined, 2],
      ["ArrowRight", 3],
      ["ArrowRight", 7],
      ["ArrowRight", 7],
      ["Home", 2],
    ] as const) {
      if (key !== undefined) await page.keyboard.press(key);
      const label = await page.evaluate("document.activeElement.getAttribute('aria-label')");
      expect(label).toMatch(new RegExp(`^Rows? ${row}\\b`, "u"));
      expect(await page.locator("#point").textContent()).toBe(label);
    }
  });

  test("reads the first rows, and cells that would be markup", async () => {
    const page = await openJob("homes.csv");
    const table = page.getByRole("table");
    await table.waitFor();
    const header = await table.getByRole("columnheader").allInnerTexts();
    expect(header.slice(0, 7)).toEqual(["Row", "Id", "Address", "City", "State", "Note", "Points"]);
    expect(await table.getByRole("row").count()).toBe(7);
    const row = table.getByRole("row", { name: "3 found 002" });
    expect(await row.getByRole("cell").nth(4).textContent()).toBe(HOSTILE_CELL);
    expect(await page.locator("img").count()).toBe(0);
  });

  test("can read a name that would be markup", async () => {
    const page = await openJob(HOSTILE);
    expect(await page.locator("h2").innerHTML()).toContain("&lt;b&gt;bold");
    expect(await page.locator("h2 b").count()).toBe(0);
  });

  test.each([
    { button: "↓ Result", file: "PROCESSED_DATA_homes.csv", text: `001,550 Main Street,Hartford` },
    { button: "↓ Result for spreadsheets", file: "FOR_SPREADSHEETS_homes.csv", text: `"'=1+1"` },
    { button: "↓ Rows without a position", file: "ERRORS_homes.csv", text: "5,NO_MATCH," },
  ])("downloads $file", async ({ button, file, text }) => {
    const page = await openJob("homes.csv");
    const coming = page.waitForEvent("download");
    await page.getByRole("button", { name: button, exact: true }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toBe(file);
    const chunks = await Array.fromAsync(await download.createReadStream());
    expect(Buffer.concat(chunks).toString()).toContain(text);
    await page.getByRole("heading", { name: "homes.csv" }).waitFor();
  });

  test("learns why a file failed, or was refused", async () => {
    const failed = await openJob("broken.csv");
    await failed.getByText("The service failed on this file.").waitFor();
    await failed.getByText("ScatterFailed: the queue does not answer").waitFor();
    const refused = await openJob("refused.csv");
    await refused.getByText("nothing has to be paid").waitFor();
    await refused.getByText("UnknownHeaders: the header must have Latitude").waitFor();
    expect(await refused.getByRole("table").count()).toBe(0);
    await refused.getByRole("button", { name: "Why it was refused" }).waitFor();
  });

  test.each([
    { colorScheme: "light", width: 1280 },
    { colorScheme: "dark", width: 1280 },
    { colorScheme: "light", width: 360 },
    { colorScheme: "dark", width: 360 },
  ] as const)("sees everything at $width pixels, $colorScheme", async ({ colorScheme, width }) => {
    const viewport = { width, height: 740 };
    const page = await openJob("homes.csv", { viewport, colorScheme });
    await mark(page, 2).waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    const places = await Promise.all([2, 3, 7].map((row) => middleOf(mark(page, row))));
    for (const { x } of places) expect(x > 0 && x < width).toBe(true);
  });

  test("asks nobody but this service", async () => {
    const page = await browser.open("about:blank");
    const origins = new Set<string>();
    page.on("request", (request) => origins.add(new URL(request.url()).origin));
    await page.goto(link);
    await mark(page, 2).waitFor();
    expect([...origins]).toEqual([new URL(cloud.endpoint).origin]);
  });
});

describe("whoever has no link that is good", () => {
  test("is told that the page opens with one", async () => {
    const page = await browser.open(`${service.outputs["ApiUrl"]}/page`);
    await page.getByRole("alert").getByText("This page opens with a link.").waitFor();
    expect(await page.getByRole("main").count()).toBe(0);
  });

  test("is told that it has expired, also while the page is open", async () => {
    const { id, url } = await newLink();
    const page = await browser.open(url, { expected: SHUT });
    await page.getByRole("heading", { name: "homes.csv" }).waitFor();
    await service.dynamo.send(
      new UpdateItemCommand({
        TableName: service.outputs["PageLinksTable"],
        Key: { Id: { S: id } },
        UpdateExpression: "SET expiresAt = :now",
        ExpressionAttributeValues: { ":now": { N: String(Math.floor(Date.now() / 1000)) } },
      }),
    );
    await page.getByRole("button", { name: PARTLY }).click();
    await page.getByRole("alert").getByText("This link has expired.").waitFor();
    expect(await page.getByRole("main").count()).toBe(0);
    expect(await page.getByRole("table").count()).toBe(0);
  });

  test("is told that it was revoked", async () => {
    const { id, url } = await newLink();
    expect(await call(`DELETE /page-links/${id}`)).toMatchObject({ status: 204 });
    const page = await browser.open(url, { expected: SHUT });
    await page.getByRole("alert").getByText("it was revoked").waitFor();
  });
});

// Last: its file becomes the latest.
describe("a file that is being looked up", () => {
  test("is watched without loading the page again", async () => {
    const job = await seeded.running("running.csv");
    const page = await openJob("running.csv");
    await page.getByText("0 of 4 parts done").waitFor();
    await page.getByText("estimated $7.00 and 35 seconds at most").waitFor();
    expect(await page.getByRole("progressbar").getAttribute("max")).toBe("4");
    await seeded.shardDone(job, 2);
    await page.getByText("1 of 4 parts done").waitFor();
    await service.validate("running.csv", HOMES); // a newer version, to its end
    await page.getByText("Every row was looked at.").waitFor();
    await mark(page, 2).waitFor();
    expect(await page.getByRole("progressbar").count()).toBe(0);
  });
});
