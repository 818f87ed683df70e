import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { pageHeaders, pageServer, readPageFiles } from "./page.ts";

function aFolder(files: Readonly<Record<string, string>>): URL {
  const folder = mkdtempSync(join(tmpdir(), "page-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return pathToFileURL(`${folder}/`);
}

const HTML = { contentType: "text/html; charset=utf-8", text: "<h1>größe</h1>" };
const serve = pageServer(new Map([["a.html", HTML]]), pageHeaders());

describe("the files of a page", () => {
  test("are those that browsers take, with their types", () => {
    const folder = aFolder({ "a.html": "<p>", "b.css": "p{}", "c.js.map": "{}", "d.json": "{}" });
    expect([...readPageFiles(folder)]).toEqual([
      ["a.html", { contentType: "text/html; charset=utf-8", text: "<p>" }],
      ["b.css", { contentType: "text/css; charset=utf-8", text: "p{}" }],
    ]);
  });

  test("are served as they are to whoever takes no other", () => {
    for (const encoding of [undefined, "br", "gzip;q=0", "gzip;q=0, br"]) {
      const headers = encoding === undefined ? {} : { "accept-encoding": encoding };
      expect(serve({ name: "a.html", headers })).toMatchObject({
        statusCode: 200,
        body: HTML.text,
        headers: { "content-type": HTML.contentType, vary: "accept-encoding" },
      });
    }
  });

  test.each(["gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8"])("are zipped for %j", (how) => {
    const answer = serve({ name: "a.html", headers: { "accept-encoding": how } });
    expect(answer).toMatchObject({
      isBase64Encoded: true,
      headers: { "content-encoding": "gzip" },
    });
    expect(gunzipSync(Buffer.from(answer.body, "base64")).toString("utf8")).toBe(HTML.text);
  });

  test("are not sent again to a browser that has them", () => {
    const { headers } = serve({ name: "a.html", headers: {} });
    const again = { "if-none-match": headers["etag"] ?? "" };
    expect(serve({ name: "a.html", headers: again })).toMatchObject({ statusCode: 304, body: "" });
    expect(serve({ name: "a.html", headers: { "if-none-match": '"other"' } }).statusCode).toBe(200);
  });

  test("are no others", () => {
    for (const name of ["b.html", "", "../a.html", "__proto__"]) {
      expect(() => serve({ name, headers: {} })).toThrow(
        expect.objectContaining({ code: "PageFileNotFound", kind: "notFound" }),
      );
    }
  });
});

describe("the policy of a page", () => {
  test("lets in nothing but its own, and pictures of one origin where there is one", () => {
    expect(pageHeaders()["content-security-policy"]).toContain("img-src 'self';");
    const policy = pageHeaders({ picturesOrigin: "https://b.example.com" })[
      "content-security-policy"
    ];
    expect(policy).toContain("img-src 'self' https://b.example.com;");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*/u);
  });
});
