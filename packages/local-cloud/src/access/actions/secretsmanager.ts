import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import { arnOf, type Needs, type PermissionTable, type Place } from "./permission.ts";

const onSecret = ({ SecretId = "" }: { SecretId?: string | undefined }, place: Place): Needs => [
  place.secretArn(SecretId),
];

/**
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
 */
export const SECRETS_MANAGER_PERMISSIONS: PermissionTable<typeof SecretsManager> = {
  BatchGetSecretValue: ({ SecretIdList = [] }, place) => [
    { action: "secretsmanager:BatchGetSecretValue", resource: "*" },
    ...SecretIdList.map((id) => ({
      action: "secretsmanager:GetSecretValue",
      resource: place.secretArn(id),
    })),
  ],
  CancelRotateSecret: onSecret,
  CreateSecret: ({ Name = "" }, place) => [
    arnOf(place, "secretsmanager", `secret:${Name}-${"?".repeat(6)}`),
  ],
  DeleteResourcePolicy: onSecret,
  DeleteSecret: onSecret,
  DescribeSecret: onSecret,
  GetResourcePolicy: onSecret,
  GetSecretValue: (input, place) => [
    {
      action: "secretsmanager:GetSecretValue",
      resource: place.secretArn(input.SecretId ?? ""),
      context: {
        "secretsmanager:VersionStage": input.VersionStage ?? "AWSCURRENT",
        ...(input.VersionId !== undefined && { "secretsmanager:VersionId": input.VersionId }),
      },
    },
  ],
  ListSecretVersionIds: onSecret,
  PutResourcePolicy: onSecret,
  PutSecretValue: onSecret,
  RestoreSecret: onSecret,
  RotateSecret: (input, place) => [
    ...onSecret(input, place),
    ...(input.RotationLambdaARN === undefined
      ? []
      : [{ action: "lambda:InvokeFunction", resource: input.RotationLambdaARN }]),
  ],
  TagResource: onSecret,
  UntagResource: onSecret,
  UpdateSecret: onSecret,
  UpdateSecretVersionStage: onSecret,
};
