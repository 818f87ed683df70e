import { assumeRole } from "../../access/assume-role.ts";
import type { Principal } from "../../access/principal.ts";
import type { Cloud } from "../../cloud.ts";
import type { DeliveryStream } from "./model.ts";

/**
 * The role of a stream, in which Firehose does everything.
 *
 * @throws {AwsError} `AccessDenied`: the role does not trust Firehose.
 */
export function roleOf(
  cloud: Cloud,
  { destination, arn, name }: DeliveryStream,
): Promise<Principal> {
  return assumeRole(cloud, {
    roleArn: destination.RoleARN ?? "",
    sessionName: name,
    service: "firehose.amazonaws.com",
    sourceArn: arn,
  });
}
