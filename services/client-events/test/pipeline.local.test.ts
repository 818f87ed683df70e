import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWorld, type World } from "./world.ts";

let world: World;
let token: string;

beforeAll(async () => {
  world = await openWorld();
  token = await world.newToken();
}, 120_000);
afterAll(() => world?.cloud.stop());

describe("an event of every type", () => {
  test("is stored in its folder with the client inside", async () => {
    const { status, answered } = await world.send(token, [
      { eventType: "shopping", schemaVersion: 1, data: { itemSku: 123 } },
    ]);
    expect({ status, answered }).toMatchObject({
      status: 200,
      answered: { accepted: 1, failed: 0 },
    });
    const store = await world.untilStored("an event", (found) => found.has("shopping/1"));
    expect(store.get("shopping/1")).toEqual([]);
  });
});
