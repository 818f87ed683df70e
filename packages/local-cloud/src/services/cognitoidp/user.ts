import type { UserStatusType } from "@aws-sdk/client-cognito-identity-provider";
import type { Failures } from "./lockout.ts";
import type { StoredPassword } from "./password.ts";

/** What a code that was sent to a user is good for. */
export type CodePurpose = "signUp" | "forgotPassword" | "email" | "phone_number";

/** A code that waits to be given back. */
export interface Code {
  readonly code: string;
  readonly expiresAt: number;
  /** Wrong tries so far, and the last of them. */
  readonly misses: number;
  readonly missedAt?: number;
}

/** A user of a pool. */
export interface User {
  readonly poolId: string;
  /** As given; in pools whose users sign in with an address, the `sub`. */
  readonly username: string;
  readonly sub: string;
  /** Without `sub`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly status: UserStatusType;
  readonly enabled: boolean;
  readonly password?: StoredPassword | undefined;
  /** When a temporary password ends. */
  readonly passwordUntil?: number | undefined;
  readonly groups: readonly string[];
  readonly codes: Readonly<Partial<Record<CodePurpose, Code>>>;
  /** Addresses that take effect once they are verified. */
  readonly unverified?: Readonly<Record<string, string>> | undefined;
  readonly failures?: Failures | undefined;
  /** The last time that all of its tokens were revoked. */
  readonly signedOutAt?: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
}
