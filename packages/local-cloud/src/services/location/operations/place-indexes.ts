import type * as Location from "@aws-sdk/client-location";
import { AwsError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { invalid } from "../invalid.ts";
import { findIndex, indexArn, type LocationState, type PlaceIndex } from "../state.ts";

const PROVIDERS = new Set(["Esri", "Grab", "Here"]);
const DEFAULT_PAGE = 100;

/** @see https://docs.aws.amazon.com/location/latest/APIReference/API_CreatePlaceIndex.html */
export const createPlaceIndex: Operation<typeof Location, "CreatePlaceIndex", LocationState> = (
  input,
  { state, cloud },
) => {
  const { IndexName: name = "", DataSource: dataSource = "" } = input;
  if (!/^[-._\w]{1,100}$/u.test(name)) invalid("IndexName", "The name is not valid.");
  if (!PROVIDERS.has(dataSource)) invalid("DataSource", "The data provider is not supported.");
  if (state.indexes.get(name) !== undefined) {
    throw new AwsError("ConflictException", `Place index ${name} already exists.`, { status: 409 });
  }
  const now = cloud.clock.now();
  state.indexes.put(name, {
    name,
    dataSource,
    description: input.Description ?? "",
    intendedUse: input.DataSourceConfiguration?.IntendedUse ?? "SingleUse",
    tags: input.Tags ?? {},
    createdAt: now,
    updatedAt: now,
  });
  return { IndexName: name, IndexArn: indexArn(cloud.config, name), CreateTime: new Date(now) };
};

/** @see https://docs.aws.amazon.com/location/latest/APIReference/API_DescribePlaceIndex.html */
export const describePlaceIndex: Operation<typeof Location, "DescribePlaceIndex", LocationState> = (
  input,
  { state, cloud },
) => {
  const index = findIndex(state, input.IndexName);
  return {
    ...entryOf(index),
    IndexArn: indexArn(cloud.config, index.name),
    DataSourceConfiguration: { IntendedUse: index.intendedUse },
    Tags: index.tags,
  };
};

/** @see https://docs.aws.amazon.com/location/latest/APIReference/API_ListPlaceIndexes.html */
export const listPlaceIndexes: Operation<typeof Location, "ListPlaceIndexes", LocationState> = (
  { MaxResults = DEFAULT_PAGE, NextToken },
  { state },
) => {
  const after = NextToken === undefined ? {} : { after: NextToken };
  const found = state.indexes.entries({ ...after, limit: MaxResults + 1 });
  const page = found.slice(0, MaxResults).map(([, index]) => index);
  return {
    Entries: page.map(entryOf),
    NextToken: found.length > MaxResults ? page.at(-1)?.name : undefined,
  };
};

/** @see https://docs.aws.amazon.com/location/latest/APIReference/API_UpdatePlaceIndex.html */
export const updatePlaceIndex: Operation<typeof Location, "UpdatePlaceIndex", LocationState> = (
  input,
  { state, cloud },
) => {
  const index = findIndex(state, input.IndexName);
  const now = cloud.clock.now();
  state.indexes.put(index.name, {
    ...index,
    ...(input.Description !== undefined && { description: input.Description }),
    intendedUse: input.DataSourceConfiguration?.IntendedUse ?? index.intendedUse,
    updatedAt: now,
  });
  const IndexArn = indexArn(cloud.config, index.name);
  return { IndexName: index.name, IndexArn, UpdateTime: new Date(now) };
};

/** @see https://docs.aws.amazon.com/location/latest/APIReference/API_DeletePlaceIndex.html */
export const deletePlaceIndex: Operation<typeof Location, "DeletePlaceIndex", LocationState> = (
  input,
  { state },
) => {
  state.indexes.delete(findIndex(state, input.IndexName).name);
  return {};
};

function entryOf(index: PlaceIndex) {
  return {
    IndexName: index.name,
    Description: index.description,
    DataSource: index.dataSource,
    CreateTime: new Date(index.createdAt),
    UpdateTime: new Date(index.updatedAt),
  };
}
