import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import { fail, NotEmulatedError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { CURRENT, liveSecret, type Rotation, type SecretsState } from "../state.ts";
import { selectVersion } from "../versions.ts";

/**
 * Stores the rotation function and its schedule. Running the function is not emulated, so that a
 * call that asks for it at once is refused.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
 */
export const rotateSecret: Operation<typeof SecretsManager, "RotateSecret", SecretsState> = (
  input,
  { state, cloud },
) => {
  const secret = liveSecret(state, input.SecretId, cloud);
  if (input.RotateImmediately !== false) {
    throw new NotEmulatedError("RotateSecret", "running the rotation at once");
  }
  const lambdaArn = input.RotationLambdaARN ?? secret.rotation?.lambdaArn;
  if (lambdaArn === undefined) {
    return fail(
      "InvalidRequestException",
      "You must specify a Lambda function ARN to rotate this secret.",
    );
  }
  const { AutomaticallyAfterDays, Duration, ScheduleExpression } = input.RotationRules ?? {};
  const rotation: Rotation = {
    enabled: true,
    lambdaArn,
    ...(AutomaticallyAfterDays !== undefined && { afterDays: AutomaticallyAfterDays }),
    ...(Duration !== undefined && { duration: Duration }),
    ...(ScheduleExpression !== undefined && { schedule: ScheduleExpression }),
  };
  state.secrets.put(secret.name, { ...secret, rotation });
  const { id } = selectVersion(secret, { VersionStage: CURRENT });
  return { ARN: secret.arn, Name: secret.name, VersionId: id };
};
