import type {
  BucketVersioningStatus,
  CORSRule,
  LifecycleRule,
  NotificationConfiguration,
  ObjectOwnership,
  PublicAccessBlockConfiguration,
  ServerSideEncryptionRule,
} from "@aws-sdk/client-s3";
import type { Collection } from "../../store/collection.ts";
import type { Store } from "../../store/store.ts";
import type { StoredTag } from "./tags.ts";

/** A bucket with everything that is configured on it. */
export interface Bucket {
  readonly name: string;
  /** Account id. */
  readonly owner: string;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  readonly region: string;
  readonly ownership?: ObjectOwnership | undefined;
  readonly publicAccess?: PublicAccessBlockConfiguration | undefined;
  readonly versioning?: BucketVersioningStatus | undefined;
  readonly encryption?: readonly ServerSideEncryptionRule[] | undefined;
  readonly tags?: readonly StoredTag[] | undefined;
  readonly cors?: readonly CORSRule[] | undefined;
  /** A JSON document, as it was put. */
  readonly policy?: string | undefined;
  readonly lifecycle?: readonly LifecycleRule[] | undefined;
  readonly notifications?: NotificationConfiguration | undefined;
}

/** The buckets of the cloud: their names are unique over all accounts. */
export class BucketTable {
  readonly #records: Collection<Bucket>;

  constructor(store: Store) {
    this.#records = store.collection<Bucket>("s3.buckets");
  }

  find(name: string): Bucket | undefined {
    return this.#records.get(name);
  }

  save(bucket: Bucket): void {
    this.#records.put(bucket.name, bucket);
  }

  remove(name: string): void {
    this.#records.delete(name);
  }

  /** In order of their names. */
  ownedBy(account: string): Bucket[] {
    return this.#records
      .entries()
      .map(([, bucket]) => bucket)
      .filter(({ owner }) => owner === account);
  }
}
