import { NotFoundError } from "@blueprints/lambda-kit/errors";
import type { Scope } from "@blueprints/lambda-kit/page-link";

/** Begins the codes of what is refused for want of a link. */
export const PAGE_LINK = "PageLink";

/**
 * Lets a job through that may be seen. A link's subject is a name.
 *
 * @throws {NotFoundError} `JobNotFound`: as if it were not there.
 */
export function checkScope({ subject }: Scope, name: string): void {
  if (subject === undefined || subject === name) return;
  throw new NotFoundError("JobNotFound", "there is no such job");
}
