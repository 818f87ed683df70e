import type { Grant } from "./grants.ts";

/** One way through a service, and the rights that it needs. */
export interface Scenario {
  readonly name: string;
  /** Logical ids of the roles, policies and permissions that it goes through. */
  readonly covers: readonly string[];
  /** Rights taken away besides: what opens the way to where failures go. */
  readonly lacking?: readonly Pick<Grant, "holder" | "action">[];
  /**
   * Goes the way, and resolves when its effects are there. Whatever it waits for it stops waiting
   * for when the signal aborts.
   */
  readonly run: (signal: AbortSignal) => Promise<void>;
}
