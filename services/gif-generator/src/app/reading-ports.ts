import type { PlayerLink } from "../domain/player-link.ts";

/** URLs that anyone may read for a while, in the order of their keys. */
export interface ReadPermits {
  readonly urls: readonly string[];
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** The bucket of GIFs and stills, for whoever reads them. */
export interface OutputFiles {
  permitToRead(keys: readonly string[]): Promise<ReadPermits>;
  /** Where the URLs point to: scheme, host and port. */
  origin(): Promise<string>;
}

/** The links to the player. */
export interface PlayerLinks {
  put(link: PlayerLink): Promise<void>;
  /** Undefined for none, and for one that was revoked. Strongly consistent. */
  get(id: string): Promise<PlayerLink | undefined>;
  /** False when somebody else has made the link, or there is none. */
  remove(id: string, createdBy: string): Promise<boolean>;
}
