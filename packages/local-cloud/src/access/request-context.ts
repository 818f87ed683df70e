import { NotEmulatedError } from "../errors.ts";
import type { Permission } from "./actions/permission.ts";
import { contextOf, type Context, type ContextValues } from "./policy/context.ts";
import type { Principal } from "./principal.ts";

/** What a context is made from, beside the principal. */
export interface RequestSetting {
  readonly permission: Permission;
  readonly region: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly resourceAccountId?: string | undefined;
}

/**
 * Keys that are known to be absent from a request that does not set them: there are no
 * organisations, networks, second factors or users here, and the rest belong to other actions of
 * the services whose rows set them.
 */
const KNOWN = new Set(
  `
  aws:FederatedProvider aws:MultiFactorAuthAge aws:MultiFactorAuthPresent aws:PrincipalOrgID
  aws:PrincipalOrgPaths aws:PrincipalServiceName aws:ResourceAccount aws:ResourceOrgID
  aws:ResourceOrgPaths aws:SourceAccount aws:SourceArn aws:SourceIdentity aws:SourceIp
  aws:SourceOrgID aws:SourceOrgPaths aws:SourceOwner aws:SourceVpc aws:SourceVpcArn
  aws:SourceVpce aws:username aws:VpcSourceIp

  cloudformation:ChangeSetName cloudformation:RoleArn cloudformation:TemplateUrl
  cloudwatch:namespace
  events:detail-type events:source events:TargetArn
  iam:PassedToService iam:PermissionsBoundary iam:PolicyARN
  lambda:EventSourceToken lambda:FunctionArn lambda:FunctionUrlAuthType
  s3:delimiter s3:max-keys s3:prefix s3:RequestObjectTagKeys s3:ResourceAccount s3:VersionId
  s3:x-amz-acl s3:x-amz-copy-source s3:x-amz-metadata-directive s3:x-amz-server-side-encryption
  s3:x-amz-server-side-encryption-aws-kms-key-id s3:x-amz-storage-class
  sns:Endpoint sns:Protocol
  ssm:Overwrite ssm:Recursive
  sts:ExternalId sts:RoleSessionName
  `
    .trim()
    .toLowerCase()
    .split(/\s+/),
);
const KNOWN_PREFIX = "s3:requestobjecttag/";

/**
 * What policies may ask about a request.
 *
 * A key that AWS might have and that is not known here is an error of its own, `NotEmulated`:
 * neither guess, there or absent, could be trusted to refuse what AWS refuses.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function requestContext(principal: Principal, setting: RequestSetting): Context {
  const values = contextOf(
    principalValues(principal),
    requestValues(setting),
    setting.permission.context ?? {},
  );
  return {
    get(key) {
      const found = values.get(key);
      const name = key.toLowerCase();
      if (found !== undefined || KNOWN.has(name) || name.startsWith(KNOWN_PREFIX)) return found;
      throw new NotEmulatedError("condition key", key);
    },
  };
}

function principalValues(principal: Principal): ContextValues {
  const { accountId } = principal;
  const direct = {
    "aws:PrincipalIsAWSService": "false",
    "aws:SourceIp": "127.0.0.1", // the cloud listens on loopback only
  };
  switch (principal.kind) {
    case "root": {
      const arn = `arn:aws:iam::${accountId}:root`;
      return { ...direct, ...named(arn, "Account", accountId), "aws:userid": accountId };
    }
    case "role":
      return {
        ...direct,
        ...named(principal.roleArn, "AssumedRole", accountId),
        "aws:MultiFactorAuthPresent": "false",
      };
    case "anonymous":
      return { ...direct, "aws:PrincipalType": "Anonymous", "aws:PrincipalAccount": "anonymous" };
    case "service":
      return {
        "aws:PrincipalIsAWSService": "true",
        "aws:PrincipalServiceName": principal.service,
        "aws:SourceArn": principal.sourceArn,
        "aws:SourceAccount": accountId,
        "aws:SourceOwner": accountId, // the older name, which SNS's default policy asks for
      };
  }
}

function named(arn: string, type: string, accountId: string): ContextValues {
  return {
    "aws:PrincipalArn": arn,
    "aws:PrincipalType": type,
    "aws:PrincipalAccount": accountId,
  };
}

function requestValues({ region, now, resourceAccountId }: RequestSetting): ContextValues {
  return {
    "aws:CurrentTime": new Date(now).toISOString(),
    "aws:EpochTime": String(Math.floor(now / 1000)),
    "aws:RequestedRegion": region,
    "aws:ResourceAccount": resourceAccountId,
    // The local endpoint is plain HTTP. On AWS the same call comes over TLS, and a policy that
    // insists on it, as every bucket's and queue's here does, must not refuse everything.
    "aws:SecureTransport": "true",
    "s3:TlsVersion": "1.3",
    "aws:ViaAWSService": "false",
    "s3:ResourceAccount": resourceAccountId,
  };
}
