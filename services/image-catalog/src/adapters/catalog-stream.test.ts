import { describe, expect, test } from "vitest";
import type { RowChange } from "../app/ports.ts";
import { forEachChange } from "./catalog-stream.ts";

const ROW = {
  Id: { S: "cat.jpg" },
  status: { S: "CATALOGUED" },
  detectedObjects: { S: '[{"Name":"Cat","Confidence":98.5,"Instances":[],"Parents":[]}]' },
  startedAt: { S: "2026-01-15T12:00:00.000Z" },
  finishedAt: { S: "2026-01-15T12:00:05.000Z" },
};
const MARK = { Id: { S: "cat.jpg" }, deletedAt: { S: "now" }, expiresAt: { N: "1768478400" } };

function aRecord(SequenceNumber: string, images: object = { NewImage: ROW }) {
  return { eventName: "MODIFY", dynamodb: { Keys: { Id: ROW.Id }, SequenceNumber, ...images } };
}

describe("the catalogue's stream", () => {
  test("tells rows as they were before and after, and a deleted image as none", async () => {
    const changes: RowChange[] = [];
    const event = { Records: [aRecord("1"), aRecord("2", { OldImage: ROW, NewImage: MARK })] };
    const response = await forEachChange(event, async (change) => void changes.push(change));
    expect(response).toEqual({ batchItemFailures: [] });
    expect(changes).toMatchObject([
      { key: "cat.jpg", before: undefined, after: { labels: [{ name: "Cat" }] } },
      { key: "cat.jpg", before: { status: "CATALOGUED" }, after: undefined },
    ]);
  });

  test.each([
    { what: "that cannot be handled", poison: aRecord("2", { NewImage: { Id: { S: "boom" } } }) },
    { what: "that nobody can read", poison: { dynamodb: { SequenceNumber: "2", Keys: {} } } },
    {
      what: "whose labels are no JSON",
      poison: aRecord("2", { NewImage: { ...ROW, detectedObjects: { S: "{" } } }),
    },
  ])("stops at a change $what, and names it", async ({ poison }) => {
    const handled: string[] = [];
    const handle = async ({ after }: RowChange): Promise<void> => {
      if (after === undefined) throw new Error("boom");
      handled.push(after.key);
    };
    const event = { Records: [aRecord("1"), poison, aRecord("3")] };
    expect(await forEachChange(event, handle)).toEqual({
      batchItemFailures: [{ itemIdentifier: "2" }],
    });
    expect(handled).toEqual(["cat.jpg"]);
  });

  test.each([null, {}, [], { Records: [{}] }, { Records: [{ dynamodb: { SequenceNumber: "" } }] }])(
    "refuses %j as a whole",
    async (event) => {
      await expect(forEachChange(event, async () => undefined)).rejects.toThrow('"code"');
    },
  );
});
