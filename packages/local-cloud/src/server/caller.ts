import type { Principal } from "../access/principal.ts";
import type { Cloud } from "../cloud.ts";
import { AwsError } from "../errors.ts";
import { credentialScope, type Identified } from "../protocol/identify.ts";
import type { WireRequest } from "../protocol/wire.ts";

/** Operations that AWS answers without a signature. */
const UNSIGNED: ReadonlySet<string> = new Set([
  "sns:ConfirmSubscription",
  "sns:Unsubscribe",
  "sts:AssumeRoleWithWebIdentity",
  "sts:AssumeRoleWithSAML",
]);

/**
 * Finds out who makes a request.
 *
 * @throws {AwsError} `ExpiredToken`, and `AccessDenied` or `MissingAuthenticationToken` for a
 *   request without credentials.
 */
export function findCaller(cloud: Cloud, request: WireRequest, identified: Identified): Principal {
  const principal = principalOf(cloud, request);
  const { row } = identified.model;
  if (principal.kind !== "anonymous" || UNSIGNED.has(`${row.id}:${identified.operation.name}`)) {
    return principal;
  }
  if (row.id === "s3") throw new AwsError("AccessDenied", "Access Denied", { status: 403 });
  throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", {
    status: 403,
  });
}

/**
 * The principal of the credentials that a request carries; anonymous without any.
 *
 * @throws {AwsError} `ExpiredToken`.
 */
export function principalOf(cloud: Cloud, request: WireRequest): Principal {
  const scope = credentialScope(request);
  if (scope === undefined) return { kind: "anonymous", accountId: cloud.config.accountId };
  const principal = cloud.sessions.principalOf(scope.accessKeyId);
  if (principal === undefined) {
    throw new AwsError("ExpiredToken", "The security token included in the request is expired", {
      status: 403,
    });
  }
  return principal;
}
