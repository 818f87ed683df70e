import { NotFoundError } from "@blueprints/lambda-kit/errors";
import type { Scope } from "@blueprints/lambda-kit/page-link";

/** Begins the codes of what is refused for want of a link. */
export const PLAYER_LINK = "PlayerLink";

/**
 * Lets a video through that may be seen. A link's subject is an object key.
 *
 * @throws {NotFoundError} `VideoNotFound`: as if it were not there.
 */
export function checkScope({ subject }: Scope, key: string): void {
  if (subject === undefined || subject === key) return;
  throw new NotFoundError("VideoNotFound", "there is no such video");
}
