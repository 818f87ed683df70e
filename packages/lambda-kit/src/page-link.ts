import { createHash, randomBytes } from "node:crypto";
import * as z from "zod/mini";
import { NotFoundError, UnauthorizedError } from "./errors.ts";

const TOKEN_BYTES = 32; // 256 bits: nobody guesses one
const DEFAULT_SECONDS = 28_800; // 8 hours
const MAX_SECONDS = 604_800; // 7 days

/** What is kept of a link to a page: never the token that opens it. */
export interface PageLink {
  /** SHA-256 of the token in base64url. Names the link, and opens nothing. */
  readonly id: string;
  /** Who asked for it, and may revoke it. */
  readonly createdBy: string;
  /** The one thing that it shows, as the service names it; everything when undefined. */
  readonly subject: string | undefined;
  /** Seconds since the Unix epoch. */
  readonly expiresAt: number;
}

/** The links that were made and are not revoked. */
export interface PageLinks {
  put(link: PageLink): Promise<void>;
  /** Undefined for none, and for one that was revoked. Strongly consistent. */
  get(id: string): Promise<PageLink | undefined>;
  /** False when somebody else has made the link, or there is none. */
  remove(id: string, createdBy: string): Promise<boolean>;
}

/** Who asks: a caller that API Gateway has let in by the stage's authorizer, or whoever brings a token. */
export type Caller =
  | { readonly kind: "principal"; readonly name: string }
  | { readonly kind: "bearer"; readonly token: string | undefined };

/** What a caller may see. */
export interface Scope {
  /** The only thing, as the service names it; everything when undefined. */
  readonly subject: string | undefined;
}

/** What a link is wanted for. */
export interface LinkWish {
  readonly createdBy: string;
  readonly subject: string | undefined;
  readonly expiresInSeconds: number;
}

/** A link as whoever asked for it gets it, this once. */
export interface FreshLink {
  readonly id: string;
  readonly token: string;
  /** Seconds since the Unix epoch. */
  readonly expiresAt: number;
}

/** A secret of 43 characters that can stand in a URL. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

/**
 * The id of the link that a token opens. Links are looked up by it, so that how long an answer takes says nothing
 * about the token.
 */
export function linkIdOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/** Makes links, ends them, and says what their bearers may see. */
export interface PageLinkDesk {
  create(wish: LinkWish): Promise<FreshLink>;
  /**
   * Ends a link at once.
   *
   * @throws {NotFoundError} `<name>NotFound`: also of a link that somebody else has made.
   */
  revoke(link: { readonly id: string; readonly createdBy: string }): Promise<void>;
  /**
   * What a caller may see. Only an authorizer's word opens everything: a route that has none by mistake asks for a
   * token.
   *
   * @throws {UnauthorizedError} `<name>Missing`; `<name>Unknown`, also of one that was revoked; `<name>Expired`.
   */
  admit(caller: Caller): Promise<Scope>;
}

/** The links to one page; `name` begins the codes of its refusals, such as `PlayerLink`. */
export function pageLinkDesk({
  name,
  links,
  now,
}: {
  readonly name: string;
  readonly links: PageLinks;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}): PageLinkDesk {
  const nowSeconds = (): number => Math.floor(now() / 1000);
  return {
    async create({ createdBy, subject, expiresInSeconds }) {
      const token = newToken();
      const id = linkIdOf(token);
      const expiresAt = nowSeconds() + expiresInSeconds;
      await links.put({ id, createdBy, subject, expiresAt });
      return { id, token, expiresAt };
    },

    async revoke({ id, createdBy }) {
      if (await links.remove(id, createdBy)) return;
      throw new NotFoundError(`${name}NotFound`, "there is no such link of this caller");
    },

    async admit(caller) {
      if (caller.kind === "principal") return { subject: undefined };
      if (caller.token === undefined) {
        throw new UnauthorizedError(`${name}Missing`, "the request has no token of a link");
      }
      const link = await links.get(linkIdOf(caller.token));
      if (link === undefined) {
        throw new UnauthorizedError(`${name}Unknown`, "there is no such link, or it was revoked");
      }
      if (link.expiresAt > nowSeconds()) return { subject: link.subject };
      throw new UnauthorizedError(`${name}Expired`, "the link has expired");
    },
  };
}

/** How long a link is wanted to open its page, in the body of the route that makes one. */
export const ExpiresInSeconds = z._default(
  z.int().check(z.gte(1), z.lte(MAX_SECONDS)),
  DEFAULT_SECONDS,
);

const LinkId = z.string().check(z.regex(/^[\w-]{43}$/u));

/** Answer of the route that makes a link. Whoever has the URL sees the page; it is told this once. */
export const NewPageLink = z.strictObject({ id: LinkId, url: z.url(), expiresAt: z.string() });

/** Path of the routes of one link. */
export const PageLinkPath = z.object({ id: LinkId });

/** A fresh link as it is answered; `page` is the URL of the page. */
export function newPageLinkOf(
  { id, token, expiresAt }: FreshLink,
  page: string,
): z.infer<typeof NewPageLink> {
  // In the fragment, which browsers keep to themselves: no server, proxy or log sees the token.
  return { id, url: `${page}#${token}`, expiresAt: new Date(expiresAt * 1000).toISOString() };
}
