import type * as Pipes from "@aws-sdk/client-pipes";
import { arnOf, passRole, type Needs, type PermissionTable, type Place } from "./permission.ts";

const onPipe = ({ Name = "" }: { Name?: string | undefined }, place: Place): Needs => [
  arnOf(place, "pipes", `pipe/${Name}`),
];
const onTagged = ({ resourceArn = "*" }: { resourceArn?: string | undefined }): Needs => [
  resourceArn,
];

const PIPES_SERVICE = "pipes.amazonaws.com";

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgepipes.html */
export const PIPES_PERMISSIONS: PermissionTable<typeof Pipes> = {
  CreatePipe: (input, place) => [
    ...onPipe(input, place),
    ...passRole(input.RoleArn, PIPES_SERVICE),
  ],
  DeletePipe: onPipe,
  DescribePipe: onPipe,
  ListTagsForResource: onTagged,
  StartPipe: onPipe,
  StopPipe: onPipe,
  TagResource: onTagged,
  UntagResource: onTagged,
  UpdatePipe: (input, place) => [
    ...onPipe(input, place),
    ...passRole(input.RoleArn, PIPES_SERVICE),
  ],
};
