import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { startTestCloud } from "@blueprints/local-cloud/testing";
import { describe, expect, test } from "vitest";
import { indexTable } from "../src/adapters/index-table.ts";
import type { ImageIndex } from "../src/app/ports.ts";
import { indexEntriesOf } from "../src/domain/index-entry.ts";
import { anImage } from "./builders.ts";
import { inMemoryIndex } from "./in-memory-index.ts";

const IMAGES = Array.from({ length: 130 }, (_, index) => {
  const text = index % 2 === 0 ? "bakery corner" : "bakery";
  const finishedAt = new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString();
  return anImage({
    key: `${index} ü/../.jpg`,
    text: [{ text, type: "LINE", confidence: 99 }],
    finishedAt,
  });
});
const LINES = IMAGES.flatMap(indexEntriesOf);

async function aTable(): Promise<ImageIndex> {
  const cloud = await startTestCloud();
  const client = cloud.client(DynamoDBClient);
  await client.send(
    new CreateTableCommand({
      TableName: "Index",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "Term", AttributeType: "S" },
        { AttributeName: "Position", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "Term", KeyType: "HASH" },
        { AttributeName: "Position", KeyType: "RANGE" },
      ],
    }),
  );
  return indexTable(client, "Index");
}

describe.each([
  ["in memory", async () => inMemoryIndex()],
  ["in DynamoDB", aTable],
])("the index %s", (_where, create: () => Promise<ImageIndex>) => {
  const filled = async (): Promise<ImageIndex> => {
    const index = await create();
    await index.update({ put: LINES, remove: [] });
    return index;
  };

  test("pages through a term, newest first, to the end", async () => {
    const index = await filled();
    const keys: string[] = [];
    let after: string | undefined;
    do {
      const page = await index.page("text#bakery", { limit: 50, after });
      keys.push(...page.entries.map(({ key }) => key));
      after = page.end;
    } while (after !== undefined);
    expect(keys).toEqual(IMAGES.map(({ key }) => key).toReversed());
  });

  test("knows which of a hundred images have two more terms", async () => {
    const index = await filled();
    const { entries } = await index.page("text#bakery", { limit: 100, after: undefined });
    const positions = entries.map(({ position }) => position);
    const having = await index.having(["text#corner", "label#cat"], positions);
    expect(having).toEqual(new Set(positions.filter((_, at) => at % 2 === 1)));
  });

  test("takes the same change again, and finds nothing of what was removed", async () => {
    const other = await filled();
    await other.update({ put: LINES, remove: [] });
    await other.update({ put: [], remove: LINES });
    await other.update({ put: [], remove: LINES });
    const page = await other.page("text#bakery", { limit: 1, after: undefined });
    expect(page).toEqual({ entries: [], end: undefined });
  });
});
