import type * as Location from "@aws-sdk/client-location";
import { arnOf, type Needs, type PermissionTable, type Place } from "./permission.ts";

const onIndex = ({ IndexName = "" }: { IndexName?: string | undefined }, place: Place): Needs => [
  arnOf(place, "geo", `place-index/${IndexName.split("place-index/").at(-1) ?? ""}`),
];
const onTagged = ({ ResourceArn = "*" }: { ResourceArn?: string | undefined }): Needs => [
  ResourceArn,
];

/**
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonlocation.html
 */
export const LOCATION_PERMISSIONS: PermissionTable<typeof Location> = {
  CreatePlaceIndex: onIndex,
  DeletePlaceIndex: onIndex,
  DescribePlaceIndex: onIndex,
  ListTagsForResource: onTagged,
  SearchPlaceIndexForPosition: onIndex,
  SearchPlaceIndexForText: onIndex,
  TagResource: onTagged,
  UntagResource: onTagged,
  UpdatePlaceIndex: onIndex,
};
