import { COGNITO_UNSIGNED } from "../access/actions/cognitoidp.ts";
import type { Principal } from "../access/principal.ts";
import type { Cloud } from "../cloud.ts";
import { AwsError } from "../errors.ts";
import { credentialScope, type Identified } from "../protocol/identify.ts";
import { isSignedBy } from "../protocol/presigned-signature.ts";
import type { WireRequest } from "../protocol/wire.ts";

/** Operations that AWS answers without a signature. */
const UNSIGNED: ReadonlySet<string> = new Set([
  ...COGNITO_UNSIGNED.map((name) => `cognitoidp:${name}`),
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
 * @throws {AwsError} `ExpiredToken`; `SignatureDoesNotMatch` for a presigned URL of a role's session
 *   that was signed for something else. Other signatures are not verified.
 */
export function principalOf(cloud: Cloud, request: WireRequest): Principal {
  const scope = credentialScope(request);
  if (scope === undefined) return { kind: "anonymous", accountId: cloud.config.accountId };
  const secret = scope.presigned ? cloud.sessions.secretOf(scope.accessKeyId) : undefined;
  // Whoever has the URL has the key's name, so here the signature is all that limits what it opens.
  if (secret !== undefined && !isSignedBy(request, secret)) {
    throw new AwsError(
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
      { status: 403 },
    );
  }
  const principal = cloud.sessions.principalOf(scope.accessKeyId);
  if (principal === undefined) {
    throw new AwsError("ExpiredToken", "The security token included in the request is expired", {
      status: 403,
    });
  }
  return principal;
}
