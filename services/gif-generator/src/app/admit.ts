import { UnauthorizedError } from "@blueprints/lambda-kit/errors";
import { linkIdOf, scopeOf, type Scope } from "../domain/player-link.ts";
import type { PlayerLinks } from "./ports.ts";

/** Who asks: a caller that API Gateway has let in by the stage's authorizer, or whoever brings a token. */
export type Caller =
  | { readonly kind: "principal"; readonly name: string }
  | { readonly kind: "bearer"; readonly token: string | undefined };

/** What the answer to "who is it, and what may they see" depends on. */
export interface AdmitDeps {
  readonly links: PlayerLinks;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/**
 * What a caller may see. Only an authorizer's word opens everything: a route that has none by mistake asks for a
 * token.
 *
 * @throws {UnauthorizedError} `PlayerLinkMissing`, and see {@link scopeOf}.
 */
export async function admit({ links, now }: AdmitDeps, caller: Caller): Promise<Scope> {
  if (caller.kind === "principal") return { videoKey: undefined };
  if (caller.token === undefined) {
    throw new UnauthorizedError("PlayerLinkMissing", "the request has no token of a player link");
  }
  return scopeOf(await links.get(linkIdOf(caller.token)), Math.floor(now() / 1000));
}
