import type * as Sts from "@aws-sdk/client-sts";
import { AwsError, fail, NotEmulatedError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { principalArn } from "../../../access/principal.ts";
import { credentialsView } from "../credentials.ts";
import { findRole } from "../roles.ts";

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const assumeRole: Operation<typeof Sts, "AssumeRole"> = (input, { cloud, principal }) => {
  const roleArn = input.RoleArn ?? "";
  const { SourceIdentity, TokenCode } = input;
  if (SourceIdentity ?? TokenCode)
    throw new NotEmulatedError("AssumeRole", "SourceIdentity, TokenCode");
  if (input.Policy !== undefined || input.PolicyArns !== undefined) {
    throw new NotEmulatedError("AssumeRole", "session policies");
  }
  const role = findRole(cloud, roleArn);
  if (role === undefined) {
    throw new AwsError(
      "AccessDenied",
      `User: ${principalArn(principal)} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
      { status: 403 },
    );
  }
  const { DurationSeconds: durationSeconds = 3600, RoleSessionName: sessionName = "" } = input;
  if (durationSeconds > role.maxSessionSeconds) {
    return fail(
      "ValidationError",
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    );
  }
  const session = cloud.sessions.issue({ roleArn, sessionName, durationSeconds });
  const assumed = { kind: "role", accountId: principal.accountId, roleArn, sessionName } as const;
  return {
    Credentials: credentialsView(session),
    AssumedRoleUser: {
      AssumedRoleId: `${role.id}:${sessionName}`,
      Arn: principalArn(assumed),
    },
  };
};
