import type * as Sts from "@aws-sdk/client-sts";
import type { PermissionTable } from "./permission.ts";

/**
 * Everyone may ask who they are.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export const STS_PERMISSIONS: PermissionTable<typeof Sts> = {
  AssumeRole: ({ RoleArn = "*", ExternalId, RoleSessionName }) => [
    {
      action: "sts:AssumeRole",
      resource: RoleArn,
      context: { "sts:ExternalId": ExternalId, "sts:RoleSessionName": RoleSessionName },
    },
  ],
  GetCallerIdentity: () => [],
  GetSessionToken: () => [],
};
