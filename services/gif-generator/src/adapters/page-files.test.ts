import { expect, test } from "vitest";
import { readPageFiles } from "./page-files.ts";

const files = readPageFiles();

test("serves the page with its scripts and styles, and nothing else of the folder", () => {
  const names = [...files.keys()];
  expect(names).toEqual(expect.arrayContaining(["player.html", "player.css", "player.js"]));
  expect(names.filter((name) => name.includes(".test.") || name.endsWith(".json"))).toEqual([]);
  for (const name of names) expect(name).toMatch(/^[a-z-]+\.(?:html|css|js|svg)$/u);
});

test("has every file that the page and its scripts ask for", () => {
  const html = files.get("player.html")?.text ?? "";
  const inHtml = [...html.matchAll(/"player\/assets\/([^"]+)"/gu)].map(([, name]) => name);
  const inScripts = [...files.values()].flatMap(({ contentType, text }) =>
    contentType.startsWith("text/javascript")
      ? [...text.matchAll(/^import .* from "\.\/([^"]+)";$/gmu)].map(([, name]) => name)
      : [],
  );
  expect(inHtml.length).toBe(3);
  expect(inScripts.length).toBeGreaterThan(5);
  for (const name of [...inHtml, ...inScripts]) expect(files.has(name ?? "")).toBe(true);
});

test("has no script, style or handler written into its markup", () => {
  const html = files.get("player.html")?.text ?? "";
  expect(html).not.toMatch(/<style|<script(?![^>]* src=)| on\w+=| style=|https?:/u);
});
