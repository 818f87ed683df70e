import type { Page } from "playwright-core";

/** What went wrong in a page, in words. */
export interface Problems {
  /** Those that no pattern of `expected` matches. */
  readonly unexpected: () => readonly string[];
}

/** Aborted by the page itself: a picture that is no longer wanted, or a page that was left. */
const ABORTED = "net::ERR_ABORTED";

/**
 * Listens to a page: errors on its console (what its Content-Security-Policy stops is one), exceptions that
 * nobody caught, requests that failed and answers from 400 on. What a test is about, it names in `expected`.
 */
export function watchProblems(page: Page, expected: readonly RegExp[]): Problems {
  const found: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      found.push(`console: ${message.text()} (${message.location().url})`);
    }
  });
  page.on("pageerror", (error) => found.push(`uncaught: ${error.stack ?? error.message}`));
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    if (reason !== ABORTED) found.push(`request: ${reason} ${request.method()} ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) found.push(`answer: ${response.status()} ${response.url()}`);
  });
  return {
    unexpected: () => found.filter((problem) => !expected.some((one) => one.test(problem))),
  };
}
