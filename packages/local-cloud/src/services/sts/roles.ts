import type { Cloud } from "../../cloud.ts";
import type { RoleRecord } from "../iam/records.ts";

/** The role with this ARN, `undefined` when IAM has none. */
export function findRole({ store }: Cloud, roleArn: string): RoleRecord | undefined {
  const role = store.collection<RoleRecord>("iam.roles").get(roleArn.split("/").at(-1) ?? "");
  return role?.arn === roleArn ? role : undefined;
}
