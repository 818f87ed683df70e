import type * as Location from "@aws-sdk/client-location";
import { NotEmulatedError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { gazetteer, metresBetween } from "../geography/gazetteer.ts";
import { findPosition } from "../geography/geocoder.ts";
import { invalid } from "../invalid.ts";
import { placeView } from "../place-view.ts";
import { readMaxResults, readPosition } from "../read-input.ts";
import { findIndex, type LocationState } from "../state.ts";

const OPERATION = "SearchPlaceIndexForPosition";

/** @see https://docs.aws.amazon.com/location/latest/APIReference/API_SearchPlaceIndexForPosition.html */
export const searchPlaceIndexForPosition: Operation<
  typeof Location,
  "SearchPlaceIndexForPosition",
  LocationState
> = (input, { state, cloud }) => {
  const { dataSource } = findIndex(state, input.IndexName);
  state.quota.take(OPERATION, cloud.clock.now());
  if (input.Key !== undefined) throw new NotEmulatedError(OPERATION, "Key");
  const position =
    readPosition("Position", input.Position) ?? invalid("Position", "A position is required.");
  const places = gazetteer();
  const Results = findPosition(position, places, readMaxResults(input.MaxResults)).map((one) => ({
    Place: placeView(one, places),
    Distance: metresBetween(position, one.position),
  }));
  const { MaxResults, Language } = input;
  return {
    Summary: { Position: position, MaxResults, Language, DataSource: dataSource },
    Results,
  };
};
