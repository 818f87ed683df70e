import type { Clock } from "../clock.ts";
import type { CloudConfig } from "../cloud.ts";
import type { AwsError } from "../errors.ts";
import type { ServiceId } from "../service-table.ts";
import type { Permission, Place } from "./actions/permission.ts";
import { permissionsOf, type OperationCall } from "./actions/permissions-of.ts";
import { accessDenied } from "./denial.ts";
import { authorize, type ApplicablePolicies, type Decision } from "./policy/evaluate.ts";
import { createPolicyReader, type PolicyReader } from "./policy-reader.ts";
import type { PolicySources } from "./policy-sources.ts";
import type { Principal } from "./principal.ts";
import { requestContext } from "./request-context.ts";
import { needsNoPolicy } from "./service-calls.ts";

/** A call whose caller is to be checked. */
export interface CallToCheck extends OperationCall {
  readonly principal: Principal;
}

/** Decides whether callers may do what they ask for. */
export interface Authorizer {
  /**
   * Lets a call pass or refuses it.
   *
   * @throws {AwsError} What the service answers to a caller without permission, `AccessDenied` or
   *   its kin; `NotEmulated` when a policy asks for a condition key that is not known here;
   *   `MalformedPolicyDocument` when a policy cannot be read.
   */
  check(call: CallToCheck): void;
  /** Decides about one permission: for what is no operation, such as `execute-api:Invoke`. */
  decide(principal: Principal, permission: Permission): Decision;
  /**
   * The error as its caller may see it: S3 tells of a missing object only those who may list
   * the bucket.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
   */
  veil(call: CallToCheck, error: AwsError): AwsError;
}

/** Lets everything pass: for tests of a service's own behaviour, whose roles have no policies. */
export const OPEN_AUTHORIZER: Authorizer = {
  check: () => undefined,
  decide: () => ({ allowed: true }),
  veil: (_call, error) => error,
};

/** What an authorizer needs of its cloud. */
export interface AuthorizerParts {
  readonly config: CloudConfig;
  readonly clock: Clock;
}

const MISSING_OBJECT: ReadonlySet<string> = new Set(["NoSuchKey", "NotFound"]);

/** Makes the authorizer of a cloud. The root of the cloud's own account is not asked anything. */
export function createAuthorizer(cloud: AuthorizerParts, sources: PolicySources): Authorizer {
  const reader = createPolicyReader(sources);
  const { config, clock } = cloud;

  const isFree = (principal: Principal): boolean =>
    principal.kind === "root" && principal.accountId === config.accountId;

  const decide = (principal: Principal, permission: Permission): Decision => {
    if (isFree(principal)) return { allowed: true };
    const { action, resource } = permission;
    const resourceAccountId = reader.ownerOf(resource);
    const context = requestContext(principal, {
      permission,
      region: regionOf(action, config),
      now: clock.now(),
      resourceAccountId,
    });
    const decision = authorize(
      {
        principal,
        action,
        resource,
        context,
        ...(resourceAccountId !== undefined && { resourceAccountId }),
      },
      applicable(reader, principal, permission),
    );
    if (decision.allowed || decision.denial.explicit) return decision;
    return needsNoPolicy(principal, action) ? { allowed: true } : decision;
  };

  const refuse = (service: ServiceId, principal: Principal, permission: Permission): void => {
    const decision = decide(principal, permission);
    if (decision.allowed) return;
    throw accessDenied({ service, principal, ...permission, denial: decision.denial });
  };

  return {
    decide,
    check(call) {
      if (isFree(call.principal)) return;
      const permissions = permissionsOf(call, placeOf(call.principal, config, sources));
      for (const permission of permissions) refuse(call.service, call.principal, permission);
    },
    veil({ service, principal, input }, error) {
      if (service !== "s3" || !MISSING_OBJECT.has(error.code)) return error;
      const bucket = bucketOf(input);
      if (bucket === undefined) return error;
      const permission = { action: "s3:ListBucket", resource: `arn:aws:s3:::${bucket}` };
      const decision = decide(principal, permission);
      if (decision.allowed) return error;
      return accessDenied({ service, principal, ...permission, denial: decision.denial });
    },
  };
}

function applicable(
  reader: PolicyReader,
  principal: Principal,
  { action, resource }: Permission,
): ApplicablePolicies {
  const { identityPolicies, boundary } =
    principal.kind === "role" ? reader.ofRole(principal.roleArn) : { identityPolicies: [] };
  const assumes = action === "sts:AssumeRole";
  const resourcePolicy = assumes ? reader.trustOf(resource) : reader.ofResource(resource);
  return {
    identityPolicies,
    resourcePolicyMustAllow: assumes,
    ...(boundary !== undefined && { boundary }),
    ...(resourcePolicy !== undefined && { resourcePolicy }),
  };
}

const GLOBAL_REGION = "us-east-1"; // of services without regions; IAM user guide, aws:RequestedRegion

function regionOf(action: string, { region }: CloudConfig): string {
  return action.startsWith("iam:") ? GLOBAL_REGION : region;
}

function placeOf({ accountId }: Principal, { region }: CloudConfig, sources: PolicySources): Place {
  return {
    accountId,
    region,
    secretArn: (id) =>
      sources.secretArn(id) ??
      (id.startsWith("arn:") ? id : `arn:aws:secretsmanager:${region}:${accountId}:secret:${id}`),
    roleArn: (name) => sources.roleArn(name) ?? `arn:aws:iam::${accountId}:role/${name}`,
  };
}

function bucketOf(input: unknown): string | undefined {
  if (typeof input !== "object" || input === null || !("Bucket" in input)) return undefined;
  return typeof input.Bucket === "string" ? input.Bucket : undefined;
}
