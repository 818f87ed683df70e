import { glob, readFile } from "node:fs/promises";
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

const ROOT = new URL("../../../", import.meta.url);
const IMPORT = /import \{([^}]*)\} from "(@aws-sdk\/[^"]+)"/g;
const ROW = /\bid: "(\w+)"[^}]*?import\("([^"]+)"\)/g;

/** `@aws-sdk/client-sqs SendMessage` for every command that a test file imports and makes. */
function* sentBy(testFile: string): Iterable<string> {
  for (const [, names = "", client] of testFile.matchAll(IMPORT)) {
    const commands = [...names.matchAll(/\b(\w+)Command\b/g)];
    for (const [, operation] of commands.filter(([one]) => testFile.includes(`new ${one}(`))) {
      yield `${client} ${operation}`;
    }
  }
}

test("some test sends every emulated operation through the client", async () => {
  const sent = new Set<string>();
  for await (const path of glob("{packages,services}/*/test/*.ts", { cwd: ROOT })) {
    for (const one of sentBy(await readFile(new URL(path, ROOT), "utf8"))) sent.add(one);
  }
  const table = await readFile(new URL("../src/service-table.ts", import.meta.url), "utf8");
  const clients = new Map([...table.matchAll(ROW)].map(([, id, client]) => [id, client]));
  const unsent = PLUGINS.flatMap(({ id, operations }) =>
    Object.keys(operations)
      .filter((operation) => !sent.has(`${clients.get(id)} ${operation}`))
      .map((operation) => `${id}:${operation}`),
  );
  expect(unsent).toEqual([]);
});
