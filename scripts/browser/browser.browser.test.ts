import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startBrowser, type TestBrowser } from "./browser.ts";
import { watchProblems } from "./problems.ts";

const PAGES: Readonly<Record<string, string>> = {
  "/good": "<title>good</title><h1>good</h1>",
  "/inline": "<title>inline</title><script>document.title = 'ran'</script>",
  "/throws": "<title>throws</title><script src='/throw.js'></script>",
  "/throw.js": "throw new Error('on purpose');",
  "/missing": "<title>missing</title><img src='/no-such.png' alt=''>",
  "/outside": "<title>outside</title><img src='http://127.0.0.1:1/x.png' alt=''>",
};

let server: Server;
let browser: TestBrowser;
let origin: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const body = pathname === "/favicon.ico" ? "" : PAGES[pathname];
    response.writeHead(body === undefined ? 404 : 200, {
      "content-type": pathname.endsWith(".js") ? "text/javascript" : "text/html",
      "content-security-policy": "default-src 'self'",
    });
    response.end(body);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  origin = `http://127.0.0.1:${address.port}`;
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

test("shows a page and draws it", async () => {
  const page = await browser.open(`${origin}/good`);
  expect(await page.title()).toBe("good");
  expect((await page.screenshot()).length).toBeGreaterThan(1000);
});

test.each([
  { path: "/inline", problem: /console: .*Content Security Policy/u },
  { path: "/throws", problem: /uncaught: Error: on purpose/u },
  { path: "/missing", problem: /answer: 404 .*no-such\.png/u },
  { path: "/outside", problem: /Content Security Policy/u },
])("sees what is wrong with $path", async ({ path, problem }) => {
  const page = await browser.open(`${origin}/good`, { expected: [/./u] });
  const problems = watchProblems(page, []);
  await page.goto(`${origin}${path}`, { waitUntil: "networkidle" });
  expect(problems.unexpected()).toContainEqual(expect.stringMatching(problem));
});

test.fails("fails a test whose page has an error that it did not expect", async () => {
  const page = await browser.open(`${origin}/throws`);
  expect(await page.title()).toBe("throws");
});
