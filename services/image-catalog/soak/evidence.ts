import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import * as z from "zod";
import type { Crash, World } from "../../../scripts/soak/world.ts";
import type { ModerationCall } from "./callers.ts";
import type { CallFunction } from "./functions.ts";
import { readMails, type AcceptedDecision } from "./moderators.ts";
import type { Picture } from "./pictures.ts";
import { readRuns, type Run } from "./runs.ts";

const FINAL_STATUSES = ["CATALOGUED", "FLAGGED", "REJECTED", "FAILED"] as const;
const LIST_TRIES = 40;

/** What the table says of an image, as text; "" where it says nothing. */
export interface CatalogRow {
  readonly status: string;
  readonly reason: string;
  readonly decision: string;
  readonly detectedObjects: string;
  readonly detectedText: string;
}

/** All that is known once everything has come to rest. */
export interface Evidence {
  readonly pictures: readonly Picture[];
  readonly rows: ReadonlyMap<string, CatalogRow>;
  readonly runs: readonly Run[];
  /** Keys that mails were about. */
  readonly mails: readonly string[];
  readonly decisions: readonly AcceptedDecision[];
  /** Keys that dead letters are about. */
  readonly deadLetters: readonly string[];
  /** Changes of rows that never got into the search index. */
  readonly streamDeadLetters: number;
  /** Keys that `GET /images` lists, by status. */
  readonly listed: ReadonlyMap<string, readonly string[]>;
  readonly calls: readonly ModerationCall[];
  /** Made when all faults were over. */
  readonly lastCalls: readonly ModerationCall[];
  readonly crashes: readonly Crash[];
}

const DeadLetter = z.union([
  z.object({ key: z.string() }),
  z
    .object({ detail: z.object({ object: z.object({ key: z.string() }) }) })
    .transform(({ detail }) => detail.object),
]);
const Page = z.object({
  images: z.array(z.object({ key: z.string() })),
  nextPageToken: z.string().optional(),
});

/** Reads everything that the promises are judged by, but for what callers and moderators saw. */
export async function gather(
  world: World,
  call: CallFunction,
): Promise<Omit<Evidence, "pictures" | "decisions" | "calls" | "lastCalls">> {
  const { outputs, settings } = world;
  const letters = await world.messages(outputs["DeadLetters"] ?? "");
  const streamLetters = await world.messages(outputs["StreamDeadLetters"] ?? "");
  return {
    rows: await readRows(world),
    runs: await readRuns(new SFNClient(settings), outputs["CatalogStateMachine"] ?? ""),
    mails: (await readMails(world)).map(({ key }) => key),
    deadLetters: letters.map((body) => DeadLetter.parse(JSON.parse(body)).key),
    streamDeadLetters: streamLetters.length,
    listed: await readLists(call),
    crashes: world.crashes,
  };
}

/** The whole catalogue, by key. */
export async function readRows({ settings, outputs }: World): Promise<Map<string, CatalogRow>> {
  const rows = new Map<string, CatalogRow>();
  const client = new DynamoDBClient(settings);
  const query = { TableName: outputs["CatalogTable"], ConsistentRead: true };
  for await (const { Items = [] } of paginateScan({ client }, query)) {
    for (const item of Items) {
      const text = (name: string): string => item[name]?.S ?? "";
      rows.set(text("Id"), {
        status: text("status"),
        reason: text("reason"),
        decision: text("decision"),
        detectedObjects: text("detectedObjects"),
        detectedText: text("detectedText"),
      });
    }
  }
  return rows;
}

/** What `GET /images` lists for each status, page by page. */
export async function readLists(call: CallFunction): Promise<Map<string, string[]>> {
  const lists = new Map<string, string[]>();
  for (const status of FINAL_STATUSES) lists.set(status, await readList(call, status));
  return lists;
}

async function readList(call: CallFunction, status: string): Promise<string[]> {
  const keys: string[] = [];
  let pageToken: string | undefined;
  for (let tries = 0; tries < LIST_TRIES; tries += 1) {
    const query = { status, limit: "100", ...(pageToken === undefined ? {} : { pageToken }) };
    const outcome = await call("listImages", { query });
    if (outcome.kind !== "answer" || outcome.status !== 200) continue;
    const page = Page.parse(outcome.body);
    keys.push(...page.images.map(({ key }) => key));
    pageToken = page.nextPageToken;
    if (pageToken === undefined) return keys;
  }
  throw new Error(`GET /images?status=${status} came to no end in ${LIST_TRIES} tries`);
}
