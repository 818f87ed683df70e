import { definePlugin } from "../../service.ts";
import { batchGetSecretValue } from "./operations/batch-get-secret-value.ts";
import { cancelRotateSecret } from "./operations/cancel-rotate-secret.ts";
import { createSecret } from "./operations/create-secret.ts";
import { deleteSecret } from "./operations/delete-secret.ts";
import { describeSecret } from "./operations/describe-secret.ts";
import { getRandomPassword } from "./operations/get-random-password.ts";
import { getSecretValue } from "./operations/get-secret-value.ts";
import { listSecretVersionIds } from "./operations/list-secret-version-ids.ts";
import { listSecrets } from "./operations/list-secrets.ts";
import { putSecretValue } from "./operations/put-secret-value.ts";
import {
  deleteResourcePolicy,
  getResourcePolicy,
  putResourcePolicy,
} from "./operations/resource-policies.ts";
import { restoreSecret } from "./operations/restore-secret.ts";
import { rotateSecret } from "./operations/rotate-secret.ts";
import { tagResource } from "./operations/tag-resource.ts";
import { untagResource } from "./operations/untag-resource.ts";
import { updateSecretVersionStage } from "./operations/update-secret-version-stage.ts";
import { updateSecret } from "./operations/update-secret.ts";
import { openSecrets, type SecretsState } from "./state.ts";

/** Secrets Manager. */
export const secretsmanager = definePlugin<"secretsmanager", SecretsState>({
  id: "secretsmanager",
  operations: {
    BatchGetSecretValue: batchGetSecretValue,
    CancelRotateSecret: cancelRotateSecret,
    CreateSecret: createSecret,
    DeleteResourcePolicy: deleteResourcePolicy,
    DeleteSecret: deleteSecret,
    DescribeSecret: describeSecret,
    GetRandomPassword: getRandomPassword,
    GetResourcePolicy: getResourcePolicy,
    GetSecretValue: getSecretValue,
    ListSecrets: listSecrets,
    ListSecretVersionIds: listSecretVersionIds,
    PutResourcePolicy: putResourcePolicy,
    PutSecretValue: putSecretValue,
    RestoreSecret: restoreSecret,
    RotateSecret: rotateSecret,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateSecret: updateSecret,
    UpdateSecretVersionStage: updateSecretVersionStage,
  },
  support: {
    BatchGetSecretValue: { level: "partial", note: "by SecretIdList, not by Filters" },
    CreateSecret: {
      level: "partial",
      note: "no replicas; values are not encrypted on disk, the KMS key is stored",
    },
    ListSecrets: {
      level: "partial",
      note: "filters on name, description, tag-key and tag-value; by creation date",
    },
    RotateSecret: {
      level: "partial",
      note: "the function and its schedule are stored, with RotateImmediately false; nothing rotates",
    },
  },
  open: openSecrets,
});
