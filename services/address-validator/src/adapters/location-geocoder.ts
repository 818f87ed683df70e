import {
  SearchPlaceIndexForPositionCommand,
  SearchPlaceIndexForTextCommand,
  ThrottlingException,
  ValidationException,
  type LocationClient,
  type Place as LocationPlace,
} from "@aws-sdk/client-location";
import { isPassingFault } from "@blueprints/lambda-kit/aws-client";
import { InvalidError, UnavailableError } from "@blueprints/lambda-kit/errors";
import type { Geocoder } from "../app/ports.ts";
import type { Answer, Place, Query } from "../domain/query.ts";

/**
 * Amazon Location's place indexes. The client must not try again by itself: tries have their moments, too.
 *
 * @see https://docs.aws.amazon.com/location/latest/APIReference/API_SearchPlaceIndexForText.html
 * @see https://docs.aws.amazon.com/location/latest/APIReference/API_SearchPlaceIndexForPosition.html
 */
export function locationGeocoder(client: LocationClient, IndexName: string): Geocoder {
  return {
    async search(query) {
      try {
        return await ask(client, IndexName, query);
      } catch (error) {
        throw translated(error);
      }
    },
  };
}

async function ask(client: LocationClient, IndexName: string, query: Query): Promise<Answer> {
  if (query.kind === "position") {
    const Position = [query.longitude, query.latitude];
    const { Results } = await client.send(
      new SearchPlaceIndexForPositionCommand({ IndexName, Position, MaxResults: 1 }),
    );
    return answerOf(Results?.[0]?.Place, undefined);
  }
  const { text: Text, country } = query;
  const { Results } = await client.send(
    new SearchPlaceIndexForTextCommand({
      IndexName,
      Text,
      MaxResults: 1,
      ...(country !== undefined && { FilterCountries: [country] }),
    }),
  );
  return answerOf(Results?.[0]?.Place, Results?.[0]?.Relevance);
}

function answerOf(place: LocationPlace | undefined, relevance: number | undefined): Answer {
  const [longitude, latitude] = place?.Geometry?.Point ?? [];
  if (place === undefined || longitude === undefined || latitude === undefined) {
    return { kind: "none" };
  }
  const named = {
    label: place.Label,
    addressNumber: place.AddressNumber,
    street: place.Street,
    municipality: place.Municipality,
    region: place.Region,
    subRegion: place.SubRegion,
    countryCode: place.Country,
    postalCode: place.PostalCode,
    relevance,
  };
  return { kind: "found", place: { longitude, latitude, ...given<Place>(named) } };
}

function given<T>(values: { [K in keyof T]?: T[K] | undefined }): Partial<T> {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the entries that are left are T's
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}

function translated(cause: unknown): unknown {
  if (cause instanceof ThrottlingException) {
    return new UnavailableError("Throttled", "above the quota of Amazon Location", { cause });
  }
  // No cause: what Amazon Location says of an address may have it in it.
  if (cause instanceof ValidationException) {
    return new InvalidError("QueryRefused", "Amazon Location takes this for no query");
  }
  if (!isPassingFault(cause)) return cause;
  return new UnavailableError("GeocoderUnavailable", "Amazon Location does not answer", { cause });
}
