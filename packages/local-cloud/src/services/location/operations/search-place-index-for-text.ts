import type * as Location from "@aws-sdk/client-location";
import { NotEmulatedError } from "../../../errors.ts";
import type { In, Operation } from "../../../service.ts";
import { gazetteer, metresBetween } from "../geography/gazetteer.ts";
import { findText, type Found } from "../geography/geocoder.ts";
import { invalid } from "../invalid.ts";
import { placeView } from "../place-view.ts";
import { readBox, readMaxResults, readPosition } from "../read-input.ts";
import { findIndex, type LocationState } from "../state.ts";

const OPERATION = "SearchPlaceIndexForText";
const LONGEST_TEXT = 200; // SearchPlaceIndexForText, Text

/** @see https://docs.aws.amazon.com/location/latest/APIReference/API_SearchPlaceIndexForText.html */
export const searchPlaceIndexForText: Operation<
  typeof Location,
  "SearchPlaceIndexForText",
  LocationState
> = (input, { state, cloud }) => {
  const { dataSource } = findIndex(state, input.IndexName);
  state.quota.take(OPERATION, cloud.clock.now());
  const { Text = "", BiasPosition, FilterBBox, FilterCountries, Language } = input;
  checkInput(input);
  const bias = readPosition("BiasPosition", BiasPosition);
  const box = readBox(FilterBBox);
  const places = gazetteer();
  const found = findText(Text, places)
    .filter(({ locality }) => FilterCountries?.includes(locality.country) ?? true)
    .filter(({ position }) => box?.contains(position) ?? true);
  const results = ordered(found, bias)
    .slice(0, readMaxResults(input.MaxResults))
    .map((one) => ({
      Place: placeView(one, places),
      Relevance: one.relevance,
      Distance: bias && metresBetween(bias, one.position),
    }));
  const points = results.map(({ Place }) => Place.Geometry?.Point ?? []);
  const ResultBBox = points.length === 0 ? undefined : boxAround(points);
  const asked = { Text, BiasPosition, FilterBBox, FilterCountries, Language };
  return {
    Summary: { ...asked, MaxResults: input.MaxResults, ResultBBox, DataSource: dataSource },
    Results: results,
  };
};

/** @throws {AwsError} `ValidationException`, or `NotEmulated` for what the data cannot answer. */
function checkInput(input: In<typeof Location, "SearchPlaceIndexForText">): void {
  const { Text = "", BiasPosition, FilterBBox, FilterCategories, Key } = input;
  if (FilterCategories !== undefined) throw new NotEmulatedError(OPERATION, "FilterCategories");
  if (Key !== undefined) throw new NotEmulatedError(OPERATION, "Key");
  if (Text === "" || Text.length > LONGEST_TEXT) {
    invalid("Text", `The text must have between 1 and ${LONGEST_TEXT} characters.`);
  }
  if (BiasPosition !== undefined && FilterBBox !== undefined) {
    invalid("BiasPosition", "BiasPosition and FilterBBox are mutually exclusive.");
  }
  const wrong = (input.FilterCountries ?? []).find((code) => !/^[A-Z]{3}$/u.test(code));
  if (wrong !== undefined) invalid("FilterCountries", `${wrong} is no ISO 3166 alpha-3 code.`);
}

/** The best match first; among equals the nearest to the bias. */
function ordered(found: readonly Found[], bias: [number, number] | undefined): Found[] {
  return found.toSorted(
    (a, b) =>
      b.relevance - a.relevance ||
      (bias === undefined ? 0 : metresBetween(bias, a.position) - metresBetween(bias, b.position)),
  );
}

function boxAround(points: readonly (readonly number[])[]): number[] {
  const longitudes = points.map(([longitude = 0]) => longitude);
  const latitudes = points.map(([, latitude = 0]) => latitude);
  return [
    Math.min(...longitudes),
    Math.min(...latitudes),
    Math.max(...longitudes),
    Math.max(...latitudes),
  ];
}
