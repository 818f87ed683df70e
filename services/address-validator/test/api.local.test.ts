import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { deploy } from "../../../scripts/soak/deploy.ts";
import { ROUTES } from "../src/openapi.ts";
import { PointsView } from "../src/schemas/preview.ts";
import { apiCaller, type Answer } from "./api-caller.ts";
import { eventually, openService, type Service } from "./deployed.ts";
import { seededJobs } from "./seeded-jobs.ts";

const Ticket = z.object({
  id: z.string(),
  key: z.string(),
  url: z.url(),
  headers: z.record(z.string(), z.string()),
});
const Page = z.object({
  jobs: z.array(z.object({ id: z.string(), status: z.string() })),
  nextPageToken: z.string().optional(),
});
const Link = z.object({ id: z.string(), url: z.url() });
const Download = z.object({ url: z.url(), expiresAt: z.string() });

const FILE = 'Address,City,State,Note\n550 Main Street,Hartford,CT,"=1+1"\n1 Nothing,Xyzzy,ZZ,\n';

let cloud: TestCloud;
let service: Service;
let api: string;
let call: (route: string, body?: unknown) => Promise<Answer>;
/** Of {@link FILE}, which is validated. */
let id: string;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  service = openService(cloud.endpoint, await deploy(cloud.endpoint, "address-validator", "test"));
  api = service.outputs["ApiUrl"] ?? "";
  call = apiCaller(api);
  const seeded = seededJobs(service);
  await seeded.failed("older.csv", "ShardsUnsent: the queue does not answer");
  await seeded.running("running.csv");
  id = await validated("größe 📷.csv", FILE);
});
afterAll(() => cloud?.stop());

/** Uploads a file with a permission of the API, and waits until its job is over. */
async function validated(name: string, text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const wish = { name, contentType: "text/csv", sizeBytes: bytes.length };
  const created = await call("POST /uploads", wish);
  expect(created.status).toBe(201);
  const { url, headers, ...ticket } = Ticket.parse(created.body);
  const put = (body: Uint8Array<ArrayBuffer>, over = {}) =>
    fetch(url, { method: "PUT", headers: { ...headers, ...over }, body });
  expect((await put(bytes, { "content-type": "text/html" })).status).toBe(403);
  const longer = { "content-length": String(bytes.length + 1) };
  expect((await put(new Uint8Array(bytes.length + 1), longer)).status).toBe(403);
  expect((await put(bytes)).status).toBe(200);
  expect((await put(bytes)).status).toBe(412);
  await eventually(`the job of ${name}`, async () => {
    const { body } = await call(`GET /jobs/${ticket.id}`);
    return z.object({ finishedAt: z.string() }).safeParse(body).data;
  });
  return ticket.id;
}

async function newLink(wish: object = {}): Promise<z.infer<typeof Link> & { token: string }> {
  const link = Link.parse((await call("POST /page-links", wish)).body);
  return { ...link, token: new URL(link.url).hash.slice(1) };
}

/** Asks as a browser does that has a link. */
async function withToken(path: string, token: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${api}${path}`, { headers });
  return { status: response.status, body: await response.json() };
}

async function textAt(route: string): Promise<{ text: string; disposition: string | null }> {
  const { body } = await call(route);
  const response = await fetch(Download.parse(body).url);
  const disposition = response.headers.get("content-disposition");
  return { text: await response.text(), disposition };
}

const CLOSED = Object.keys(ROUTES).filter((route) => !/ \/page(?:\/|$)/u.test(route));
const BEARERS = Object.keys(ROUTES).filter((route) => route.includes(" /page/jobs"));

describe("the API", () => {
  test("refuses every route to whoever does not say who it is, also with a link's token", async () => {
    const token = { authorization: `Bearer ${(await newLink()).token}` };
    for (const route of CLOSED) {
      const [method = "", path = ""] = route.split(" ");
      for (const headers of [{}, token]) {
        const response = await fetch(`${api}${path.replace("{id}", id)}`, { method, headers });
        expect([route, response.status]).toEqual([route, 403]);
      }
    }
  });

  test("refuses what is behind the page to whoever brings no token", async () => {
    for (const route of BEARERS) {
      const response = await fetch(`${api}${route.split(" ")[1]?.replace("{id}", id)}`);
      expect([route, response.status]).toEqual([route, 401]);
      expect(await response.json()).toMatchObject({ code: "PageLinkMissing" });
    }
  });

  test("describes itself, with the URL it is reached at", async () => {
    expect((await call("GET /openapi.json")).body).toMatchObject({
      openapi: "3.1.1",
      servers: [{ url: api }],
    });
  });

  test.each([
    ["GET /jobs?pageToken=forged", undefined, 400, "InvalidPageToken"],
    ["GET /jobs?limit=101", undefined, 400, "InvalidRequest"],
    ["GET /jobs?unknown=1", undefined, 400, "InvalidRequest"],
    ["GET /jobs/a%2Fb", undefined, 400, "InvalidRequest"],
    ["GET /jobs/none", undefined, 404, "JobNotFound"],
    ["GET /jobs/none/points", undefined, 404, "JobNotFound"],
    ["GET /jobs/running/result", undefined, 409, "NoResult"],
    ["GET /jobs/running/points", undefined, 409, "NoResult"],
    ["GET /jobs/running/result?form=other", undefined, 400, "InvalidRequest"],
    ["POST /uploads", { name: "a.csv", sizeBytes: 1 }, 400, "InvalidRequest"],
    [
      "POST /uploads",
      { name: "../a.csv", contentType: "text/csv", sizeBytes: 1 },
      400,
      "InvalidFileName",
    ],
    ["POST /page-links", { expiresInSeconds: 604_801 }, 400, "InvalidRequest"],
    [`DELETE /page-links/${"a".repeat(43)}`, undefined, 404, "PageLinkNotFound"],
  ])("answers %s %j with %i %s", async (route, body, status, code) => {
    expect(await call(route, body)).toMatchObject({ status, body: { code } });
  });
});

describe("a job", () => {
  test("says what was estimated, how far it is and what came of it", async () => {
    expect((await call(`GET /jobs/${id}`)).body).toMatchObject({
      id,
      status: "COMPLETED",
      rows: 2,
      plan: { mode: "address", queries: 2, formulaCells: 1, estimate: { searches: 2 } },
      progress: { total: 1, done: 1, failed: 0 },
      searches: { sent: 2, remembered: 0 },
      counts: { ok: 1, noMatch: 1 },
      files: { result: true, spreadsheet: true, errors: true },
    });
    expect((await call("GET /jobs/running")).body).toMatchObject({
      status: "RUNNING",
      progress: { total: 4, done: 0, failed: 0 },
      files: { result: false, spreadsheet: false, errors: false },
    });
    expect((await call("GET /jobs/older")).body).toMatchObject({
      status: "FAILED",
      reason: "ShardsUnsent: the queue does not answer",
    });
  });

  test("is in the list once, the latest first, page by page", async () => {
    const seen: string[] = [];
    let token = "";
    do {
      const page = Page.parse((await call(`GET /jobs?limit=2${token}`)).body);
      seen.push(...page.jobs.map((job) => job.id));
      token = page.nextPageToken === undefined ? "" : `&pageToken=${page.nextPageToken}`;
    } while (token !== "");
    expect(seen).toEqual([id, "running", "older"]);
  });

  test("has a result to download, with a name", async () => {
    const exact = await textAt(`GET /jobs/${id}/result`);
    expect(exact.text).toContain('550 Main Street,Hartford,CT,"=1+1","[-72.67');
    expect(exact.disposition).toBe(`attachment; filename="PROCESSED_DATA_${id}.csv"`);
    const forSpreadsheets = await textAt(`GET /jobs/${id}/result?form=spreadsheet`);
    expect(forSpreadsheets.text).toContain(`"'=1+1"`);
    expect((await textAt(`GET /jobs/${id}/errors`)).text).toContain("3,NO_MATCH,");
  });

  test("has points and first rows", async () => {
    const { status, body } = await call(`GET /jobs/${id}/points`);
    expect(status).toBe(200);
    const { points, firstRows } = PointsView.parse(body);
    expect(points).toMatchObject({ total: 1, every: 1, shown: [{ row: 2, status: "OK" }] });
    expect(firstRows.columns.slice(0, 5)).toEqual(["Address", "City", "State", "Note", "Points"]);
    expect(firstRows.rows.map(({ row, status: of }) => [row, of])).toEqual([
      [2, "OK"],
      [3, "NO_MATCH"],
    ]);
  });
});

describe("a link to the page", () => {
  test("opens what is behind the page, and its token is nowhere in the table", async () => {
    const { token } = await newLink();
    for (const route of BEARERS) {
      const path = route.split(" ")[1]?.replace("{id}", id) ?? "";
      expect([route, (await withToken(path, token)).status]).toEqual([route, 200]);
    }
    const TableName = service.outputs["PageLinksTable"];
    const { Items = [] } = await service.dynamo.send(new ScanCommand({ TableName }));
    expect(Items.length).toBeGreaterThan(0);
    expect(JSON.stringify(Items)).not.toContain(token);
  });

  test("for one job shows no other", async () => {
    const { token } = await newLink({ jobId: "running" });
    const { body } = await withToken("/page/jobs", token);
    expect(Page.parse(body).jobs).toEqual([{ id: "running", status: "RUNNING" }]);
    for (const path of [`/${id}`, `/${id}/result`, `/${id}/errors`, `/${id}/points`, "/none"]) {
      expect(await withToken(`/page/jobs${path}`, token)).toMatchObject({
        status: 404,
        body: { code: "JobNotFound" },
      });
    }
  });

  test("opens nothing once it is revoked", async () => {
    const link = await newLink();
    expect(await call(`DELETE /page-links/${link.id}`)).toEqual({ status: 204, body: undefined });
    expect(await withToken("/page/jobs", link.token)).toMatchObject({
      status: 401,
      body: { code: "PageLinkUnknown" },
    });
  });
});

describe("the page", () => {
  test("is served with a policy that lets in nothing but its own, and not sent twice", async () => {
    const response = await fetch(`${api}/page`);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/u);
    const etag = response.headers.get("etag") ?? "";
    const again = await fetch(`${api}/page`, { headers: { "if-none-match": etag } });
    expect(again.status).toBe(304);
  });

  test.each(["page.test.ts", "tsconfig.json", "..%2Fpackage.json", "no-such.js"])(
    "serves no file %s",
    async (name) => {
      expect([400, 404]).toContain((await fetch(`${api}/page/assets/${name}`)).status);
    },
  );
});

test("no address and no token is in any log", async () => {
  const { token } = await newLink();
  await withToken(`/page/jobs/${id}/points`, token);
  const as = { kind: "root", accountId: cloud.cloud.config.accountId } as const;
  const { logGroups = [] } = await cloud.cloud.call("logs", "DescribeLogGroups", {}, { as });
  let lines = "";
  for (const { logGroupName } of logGroups) {
    const wish = { logGroupName };
    const { events = [] } = await cloud.cloud.call("logs", "FilterLogEvents", wish, { as });
    lines += events.map(({ message = "" }) => message).join("");
  }
  expect(lines).toContain("/page/jobs/{id}/points");
  expect(lines).not.toMatch(/550 Main|Xyzzy|Hartford/u);
  expect(lines).not.toContain(token);
});
