import type { IntendedUse } from "@aws-sdk/client-location";
import type { Cloud, CloudConfig } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import type { Collection } from "../../store/collection.ts";
import { createQuota, PLACES_REQUESTS_PER_SECOND, type Quota } from "./quota.ts";

/** A place index: which provider's data is asked, and whether answers may be kept. */
export interface PlaceIndex {
  readonly name: string;
  readonly description: string;
  readonly dataSource: string;
  readonly intendedUse: IntendedUse;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The place indexes of the account, by name, and how many requests are left this second. */
export interface LocationState {
  readonly indexes: Collection<PlaceIndex>;
  readonly quota: Quota;
}

/** Opens the table of place indexes. */
export function openLocation({ store }: Cloud): LocationState {
  return {
    indexes: store.collection<PlaceIndex>("location.place-indexes"),
    quota: createQuota(PLACES_REQUESTS_PER_SECOND),
  };
}

/** The ARN of a place index. */
export function indexArn({ region, accountId }: CloudConfig, name: string): string {
  return `arn:aws:geo:${region}:${accountId}:place-index/${name}`;
}

/**
 * Finds a place index by name or ARN.
 *
 * @throws {AwsError} `ResourceNotFoundException`.
 */
export function findIndex({ indexes }: LocationState, nameOrArn: string | undefined): PlaceIndex {
  const name = (nameOrArn ?? "").split("place-index/").at(-1) ?? "";
  const index = indexes.get(name);
  if (index !== undefined) return index;
  throw new AwsError("ResourceNotFoundException", `Place index ${name} not found.`, {
    status: 404,
  });
}
