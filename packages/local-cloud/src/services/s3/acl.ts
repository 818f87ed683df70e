import { NotEmulatedError } from "../../errors.ts";
import type { Bucket } from "./buckets.ts";
import { aclNotSupported } from "./errors.ts";

/** The members of a write that set an ACL. */
export interface AclInput {
  readonly ACL?: string | undefined;
  readonly GrantFullControl?: string | undefined;
  readonly GrantRead?: string | undefined;
  readonly GrantReadACP?: string | undefined;
  readonly GrantWrite?: string | undefined;
  readonly GrantWriteACP?: string | undefined;
}

/** They say what holds anyway. */
const HARMLESS = new Set(["private", "bucket-owner-full-control"]);

/**
 * Refuses ACLs, which are off on a bucket unless its ownership controls turn them on.
 *
 * @throws {AwsError} `AccessControlListNotSupported`.
 * @throws {NotEmulatedError} The bucket has ACLs turned on.
 */
export function refuseAcl(input: AclInput, ownership: Bucket["ownership"]): void {
  const { ACL, GrantFullControl, GrantRead, GrantReadACP, GrantWrite, GrantWriteACP } = input;
  const grants = [GrantFullControl, GrantRead, GrantReadACP, GrantWrite, GrantWriteACP];
  const granted = grants.some((grant) => grant !== undefined);
  if (!granted && (ACL === undefined || HARMLESS.has(ACL))) return;
  if (ownership === undefined || ownership === "BucketOwnerEnforced") throw aclNotSupported();
  throw new NotEmulatedError("ACL", granted ? "grants" : ACL);
}
