import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const html = readFileSync(join(import.meta.dirname, "results.html"), "utf8");

test("asks for its own files only, below the path that it is at", () => {
  const asked = [...html.matchAll(/ (?:href|src)="([^"]*)"/gu)].map(([, path]) => path);
  expect(asked).toEqual(
    ["icon.svg", "results.css", "results.js"].map((name) => `page/assets/${name}`),
  );
});

test("has no script, style or handler written into its markup", () => {
  expect(html).not.toMatch(/<style|<script(?![^>]* src=)| on\w+=| style=|https?:/u);
});
