import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { PLUGINS } from "../src/plugins.ts";
import { loadModel } from "../src/protocol/model.ts";
import { SERVICE_TABLE } from "../src/service-table.ts";
import { supportMatrix } from "../src/support-matrix.ts";

test("SUPPORT.md says what the code says", async () => {
  const written = await readFile(new URL("../SUPPORT.md", import.meta.url), "utf8");
  expect(written).toBe(await supportMatrix());
});

test.each(PLUGINS.map((plugin) => [plugin.id, plugin] as const))(
  "%s emulates and annotates only operations that its client has",
  async (id, plugin) => {
    const model = await loadModel(SERVICE_TABLE.find((row) => row.id === id)!);
    const named = [...Object.keys(plugin.operations), ...Object.keys(plugin.support ?? {})];
    expect(named.filter((name) => !model.operations.has(name))).toEqual([]);
    const noted = Object.keys(plugin.support ?? {});
    expect(noted.filter((name) => !Object.hasOwn(plugin.operations, name))).toEqual([]);
  },
);
