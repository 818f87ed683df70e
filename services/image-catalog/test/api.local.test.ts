import { DeleteObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { AwsClient } from "aws4fetch";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { imageIdOf } from "../src/domain/image-id.ts";
import { ROUTES } from "../src/openapi.ts";
import { clientSettings, deploy, eventually, sample, upload, type Outputs } from "./deployed.ts";

const Ticket = z.object({
  id: z.string(),
  url: z.url(),
  headers: z.record(z.string(), z.string()),
});
const Page = z.object({
  images: z.array(z.object({ id: z.string(), key: z.string() })),
  nextPageToken: z.string().optional(),
});
const View = z.object({ status: z.string(), reason: z.string().optional() });

let cloud: TestCloud;
let outputs: Outputs;
let s3: S3Client;
let caller: AwsClient;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true });
  outputs = await deploy(cloud.endpoint, "api");
  const settings = clientSettings(cloud.endpoint);
  s3 = new S3Client(settings);
  caller = new AwsClient({ ...settings.credentials, service: "execute-api", region: "eu-west-1" });
});
afterAll(() => cloud?.stop());

/** Calls the API as a principal of the account. */
async function call(route: string, body?: unknown) {
  const [method = "", path = ""] = route.split(" ");
  const response = await caller.fetch(`${outputs.ApiUrl}${path}`, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    }),
  });
  const answer: unknown = await response.json();
  return { status: response.status, body: answer };
}

async function statusOf(key: string): Promise<z.infer<typeof View> | undefined> {
  const { status, body } = await call(`GET /images/${imageIdOf(key)}`);
  return status === 200 ? View.parse(body) : undefined;
}

/** Waits for a status of an image. */
function becomes(key: string, status: string) {
  return eventually(`${key} is ${status}`, async () => {
    const image = await statusOf(key);
    return image?.status === status ? image : undefined;
  });
}

async function keysOf(query: string): Promise<string[]> {
  const { body } = await call(`GET /images?${query}`);
  return Page.parse(body).images.map(({ key }) => key);
}

/** Waits until a search finds an image, or does not. */
async function finds(query: string, key: string, found = true): Promise<void> {
  await eventually(`${query} ${found ? "finds" : "does not find"} ${key}`, async () =>
    (await keysOf(query)).includes(key) === found ? true : undefined,
  );
}

describe("the API", () => {
  test.each(Object.keys(ROUTES))("refuses %s to whoever does not say who it is", async (route) => {
    const [method = "", path = ""] = route.split(" ");
    const url = `${outputs.ApiUrl}${path.replace("{id}", imageIdOf("cat.jpg"))}`;
    const response = await fetch(url, { method });
    expect(response.status).toBe(403);
  });

  test("describes itself, with the URL it is reached at", async () => {
    const { status, body } = await call("GET /openapi.json");
    expect(status).toBe(200);
    expect(body).toMatchObject({ openapi: "3.1.1", servers: [{ url: outputs.ApiUrl }] });
  });

  test.each([
    ["GET /images?pageToken=forged", undefined, 400, "InvalidPageToken"],
    ["GET /images?limit=101", undefined, 400, "InvalidRequest"],
    ["GET /images?status=PROCESSING", undefined, 400, "InvalidRequest"],
    ["GET /images?unknown=1", undefined, 400, "InvalidRequest"],
    ["GET /images/_w", undefined, 400, "InvalidImageId"],
    [`GET /images/${imageIdOf("no-such.jpg")}`, undefined, 404, "ImageNotFound"],
    [`GET /images/${imageIdOf("no-such.jpg")}/thumbnail`, undefined, 404, "ImageNotFound"],
    [
      `POST /images/${imageIdOf("no-such.jpg")}/decision`,
      { decision: "approve" },
      404,
      "ImageNotFound",
    ],
    [`POST /images/${imageIdOf("a.jpg")}/decision`, { decision: "maybe" }, 400, "InvalidRequest"],
    [
      "POST /uploads",
      { name: "a.jpg", contentType: "text/html", sizeBytes: 1 },
      400,
      "InvalidRequest",
    ],
    [
      "POST /uploads",
      { name: "a.jpg", contentType: "image/jpeg", sizeBytes: 15_728_641 },
      400,
      "InvalidRequest",
    ],
    [
      "POST /uploads",
      { name: "../a.jpg", contentType: "image/jpeg", sizeBytes: 1 },
      400,
      "InvalidFileName",
    ],
  ])("answers %s %j with %i %s", async (route, body, status, code) => {
    expect(await call(route, body)).toMatchObject({ status, body: { code } });
  });
});

describe("an image", () => {
  test("is uploaded once with a permission, catalogued, found, and seen small", async () => {
    const bytes = await sample("cat.jpg");
    const wish = { name: "größe 📷.jpg", contentType: "image/jpeg", sizeBytes: bytes.length };
    const created = await call("POST /uploads", wish);
    expect(created.status).toBe(201);
    const { id, url, headers } = Ticket.parse(created.body);
    const put = () => fetch(url, { method: "PUT", headers, body: new Uint8Array(bytes) });
    expect((await put()).status).toBe(200);
    expect((await put()).status).toBe(412);

    const key = Buffer.from(id, "base64url").toString();
    await becomes(key, "CATALOGUED");
    await finds("label=CAT&label=Pet", key);
    const thumbnail = await eventually("a thumbnail", async () => {
      const { status, body } = await call(`GET /images/${id}/thumbnail`);
      return status === 200 ? z.object({ url: z.url() }).parse(body) : undefined;
    });
    const picture = await fetch(thumbnail.url);
    const { format, width } = await sharp(await picture.arrayBuffer()).metadata();
    expect({ format, width }).toEqual({ format: "webp", width: 320 });
  });

  test("is found by its words, and by them no more when it was overwritten", async () => {
    const key = "over/written.png";
    await upload(s3, outputs.IngestionBucket, key, "shop-sign.png");
    await finds("text=fresh%20BAKERY", key);
    await upload(s3, outputs.IngestionBucket, key, "cat.jpg");
    await finds("label=cat", key);
    await finds("text=fresh%20BAKERY", key, false);
    expect(await keysOf("label=cat")).toContain(key);
  });

  test("leaves the catalogue, the searches and the thumbnails when it is deleted", async () => {
    const key = "deleted/cat.jpg";
    await upload(s3, outputs.IngestionBucket, key, "cat.jpg");
    await finds("label=cat", key);
    const thumbnails = async () => {
      const listed = await s3.send(new ListObjectsV2Command({ Bucket: outputs.OutputsBucket }));
      return listed.KeyCount ?? 0;
    };
    await eventually("a thumbnail", async () => {
      const { status } = await call(`GET /images/${imageIdOf(key)}/thumbnail`);
      return status === 200 ? true : undefined;
    });
    const before = await thumbnails();
    await s3.send(new DeleteObjectCommand({ Bucket: outputs.IngestionBucket, Key: key }));
    await finds("label=cat", key, false);
    expect(await statusOf(key)).toBeUndefined();
    await eventually("no thumbnail", async () =>
      (await thumbnails()) === before - 1 ? true : undefined,
    );
  });

  test("is listed page by page, each once", async () => {
    const keys = Array.from({ length: 5 }, (_, index) => `rejected/${index}.txt`);
    for (const key of keys) await upload(s3, outputs.IngestionBucket, key, "cat.jpg");
    for (const key of keys) await finds("status=REJECTED", key);
    const seen: string[] = [];
    let token = "";
    do {
      const page = Page.parse((await call(`GET /images?status=REJECTED&limit=2${token}`)).body);
      seen.push(...page.images.map(({ key }) => key));
      token = page.nextPageToken === undefined ? "" : `&pageToken=${page.nextPageToken}`;
    } while (token !== "");
    const ours = seen.filter((key) => key.startsWith("rejected/"));
    expect(ours.toSorted((a, b) => a.localeCompare(b))).toEqual(keys);
  });
});

describe("a moderator", () => {
  test.each([
    { decision: "approve", status: "CATALOGUED" },
    { decision: "reject", status: "REJECTED" },
  ])("decides once: $decision makes it $status", async ({ decision, status }) => {
    const key = `flagged/${decision}.jpg`;
    const route = `POST /images/${imageIdOf(key)}/decision`;
    await upload(s3, outputs.IngestionBucket, key, "wine-glass.jpg");
    await becomes(key, "FLAGGED");
    await finds("status=FLAGGED", key);
    expect(await call(route, { decision, etag: '"another"' })).toMatchObject({
      status: 409,
      body: { code: "ImageChanged" },
    });
    // The row is FLAGGED a moment before the mail is sent and the wait begins.
    const answer = await eventually("the decision", async () => {
      const tried = await call(route, { decision, comment: "seen" });
      return tried.status === 202 ? tried : undefined;
    });
    expect(answer.body).toEqual({ id: imageIdOf(key), decision });
    expect(await call(route, { decision })).toMatchObject({ status: 409 });
    const image = await becomes(key, status);
    expect(image.reason).toBe(decision === "reject" ? "RejectedByModerator: seen" : undefined);
    expect(await call(route, { decision: "approve" })).toMatchObject({
      status: 409,
      body: { code: "AlreadyDecided" },
    });
  });
});
