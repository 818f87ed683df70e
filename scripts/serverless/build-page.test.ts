import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { buildPage } from "./build-page.ts";

const HTML = `<link href="it/assets/a.css" /><script src="it/assets/a.js"></script>`;

async function built(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), "page-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const out = join(folder, "out");
  await buildPage(folder, out);
  return new Map(readdirSync(out).map((name) => [name, readFileSync(join(out, name), "utf8")]));
}

test("makes one file of each script and style sheet that the page asks for", async () => {
  const files = await built({
    "it.html": HTML,
    "icon.svg": "<svg/>",
    "a.js": `import { b } from "./b.js"; document.title = b;`,
    "b.js": `export const b = "from b";`,
    "a.css": `@import "./b.css"; h1 { margin: 0 }`,
    "b.css": "h2 { margin: 0 }",
    "a.test.ts": "throw new Error()",
    "tsconfig.json": "{}",
  });
  expect([...files.keys()].toSorted()).toEqual(["a.css", "a.js", "icon.svg", "it.html"]);
  expect(files.get("it.html")).toBe(HTML);
  expect(files.get("a.js")).toContain("from b");
  expect(files.get("a.js")).not.toContain("import");
  expect(files.get("a.css")).toMatch(/^h2\{.*h1\{/u);
});

test("fails when the page asks for what is not there", async () => {
  await expect(built({ "it.html": HTML, "a.css": "" })).rejects.toThrow(/a\.js/u);
});
