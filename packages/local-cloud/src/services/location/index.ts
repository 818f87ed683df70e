import { definePlugin } from "../../service.ts";
import {
  createPlaceIndex,
  deletePlaceIndex,
  describePlaceIndex,
  listPlaceIndexes,
  updatePlaceIndex,
} from "./operations/place-indexes.ts";
import { searchPlaceIndexForPosition } from "./operations/search-place-index-for-position.ts";
import { searchPlaceIndexForText } from "./operations/search-place-index-for-text.ts";
import { listTagsForResource, tagResource, untagResource } from "./operations/tags.ts";
import { openLocation, type LocationState } from "./state.ts";

const DATA = "cities of GeoNames and postal codes of the US; streets only of a small table";

/** Amazon Location Service: places. */
export const location = definePlugin<"location", LocationState>({
  id: "location",
  operations: {
    CreatePlaceIndex: createPlaceIndex,
    DeletePlaceIndex: deletePlaceIndex,
    DescribePlaceIndex: describePlaceIndex,
    ListPlaceIndexes: listPlaceIndexes,
    ListTagsForResource: listTagsForResource,
    SearchPlaceIndexForPosition: searchPlaceIndexForPosition,
    SearchPlaceIndexForText: searchPlaceIndexForText,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdatePlaceIndex: updatePlaceIndex,
  },
  support: {
    SearchPlaceIndexForPosition: { level: "partial", note: `${DATA}; 50 requests a second` },
    SearchPlaceIndexForText: {
      level: "partial",
      note: `${DATA}; 50 requests a second; no FilterCategories, languages or keys`,
    },
  },
  open: openLocation,
});
