import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import * as z from "zod";
import type { Scenario } from "../../../scripts/permissions/scenario.ts";
import { previewKey } from "../src/domain/names.ts";
import { apiCaller, type Answer } from "./api-caller.ts";
import { eventually, type Service } from "./deployed.ts";

const Link = z.object({ id: z.string(), url: z.url() });
const Ticket = z.object({ url: z.url(), headers: z.record(z.string(), z.string()) });
const Download = z.object({ url: z.url() });

/** The ways through the API; each file of theirs is validated once, whatever right is being missed. */
export function apiScenarios(service: () => Service): readonly Scenario[] {
  let files: Promise<{ done: string; refused: string; bare: string }> | undefined;

  const validate = async (key: string, text: string): Promise<string> => {
    const versionId = await service().upload(`${key}.csv`, text);
    await eventually(`the job of ${key}`, async () => {
      const job = await service().newest(`${key}.csv`);
      return job?.source.versionId === versionId ? job.finishedAt : undefined;
    });
    return key;
  };
  const makeFiles = async () => {
    const text = "City,State\nHartford,CT\nXyzzy,ZZ\n";
    const done = await validate("api-done", text);
    const refused = await validate("api-refused", "what is this\n");
    const bare = await validate("api-bare", text);
    const { s3, outputs } = service();
    const Bucket = outputs["DestinationBucket"];
    await s3.send(new DeleteObjectCommand({ Bucket, Key: previewKey(bare) }));
    return { done, refused, bare };
  };
  const ready = () => (files ??= makeFiles());

  const call = async (route: string, status: number, body?: unknown): Promise<unknown> => {
    const answer = await apiCaller(service().outputs["ApiUrl"] ?? "")(route, body);
    return checked(route, answer, status);
  };
  const asBearer = async (path: string): Promise<void> => {
    const { url } = Link.parse(await call("POST /page-links", 201, {}));
    const headers = { authorization: `Bearer ${new URL(url).hash.slice(1)}` };
    const response = await fetch(`${service().outputs["ApiUrl"]}/page${path}`, { headers });
    checked(path, { status: response.status, body: await response.text() }, 200);
  };
  const download = async (route: string): Promise<void> => {
    const { url } = Download.parse(await call(route, 200));
    const response = await fetch(url);
    checked("a download", { status: response.status, body: await response.text() }, 200);
  };
  return [
    ofRoute("CreateUploadRole", async () => {
      const wish = { name: "right.csv", contentType: "text/csv", sizeBytes: 1 };
      const { url, headers } = Ticket.parse(await call("POST /uploads", 201, wish));
      const response = await fetch(url, { method: "PUT", headers, body: "x" });
      checked("an upload", { status: response.status, body: await response.text() }, 200);
    }),
    ofRoute("ListJobsRole", async () => {
      const { done } = await ready();
      await call("GET /jobs", 200);
      const { url } = Link.parse(await call("POST /page-links", 201, { jobId: done }));
      const headers = { authorization: `Bearer ${new URL(url).hash.slice(1)}` };
      const response = await fetch(`${service().outputs["ApiUrl"]}/page/jobs`, { headers });
      checked("the list", { status: response.status, body: await response.text() }, 200);
    }),
    ofRoute("GetJobRole", async () => asBearer(`/jobs/${(await ready()).done}`)),
    ofRoute("GetResultRole", async () => {
      const { done } = await ready();
      await asBearer(`/jobs/${done}/result`);
      await download(`GET /jobs/${done}/result`);
    }),
    ofRoute("GetErrorsRole", async () => {
      const { done, refused } = await ready();
      await asBearer(`/jobs/${done}/errors`);
      await download(`GET /jobs/${done}/errors`);
      await download(`GET /jobs/${refused}/errors`);
    }),
    ofRoute("GetPointsRole", async () => {
      const { done, bare } = await ready();
      await asBearer(`/jobs/${done}/points`);
      await call(`GET /jobs/${bare}/points`, 404);
    }),
    ofRoute("CreatePageLinkRole", async () => void (await call("POST /page-links", 201, {}))),
    ofRoute("RevokePageLinkRole", async () => {
      const { id } = Link.parse(await call("POST /page-links", 201, {}));
      await call(`DELETE /page-links/${id}`, 204);
    }),
  ];
}

function ofRoute(role: string, run: () => Promise<void>): Scenario {
  return { name: `the API is asked: ${role}`, covers: [role], run };
}

function checked(what: string, { status, body }: Answer, wanted: number): unknown {
  if (status === wanted) return body;
  throw new Error(`${what}: ${status} ${JSON.stringify(body)}`);
}
