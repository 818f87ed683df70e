import { definePlugin } from "../../service.ts";
import { deliverNotification, type Notification } from "./notifications/deliver.ts";
import { NOTIFICATION_DELIVERY } from "./notifications/publish.ts";
import { getBucketVersioning, putBucketVersioning } from "./operations/bucket-versioning.ts";
import { createBucket } from "./operations/create-bucket.ts";
import { deleteBucket } from "./operations/delete-bucket.ts";
import { deleteObject } from "./operations/delete-object.ts";
import { deleteObjects } from "./operations/delete-objects.ts";
import { getBucketLocation } from "./operations/get-bucket-location.ts";
import { getObject } from "./operations/get-object.ts";
import { headBucket } from "./operations/head-bucket.ts";
import { headObject } from "./operations/head-object.ts";
import { listBuckets } from "./operations/list-buckets.ts";
import { listObjectVersions } from "./operations/list-object-versions.ts";
import { listObjectsV2 } from "./operations/list-objects-v2.ts";
import { listObjects } from "./operations/list-objects.ts";
import { putObject } from "./operations/put-object.ts";
import { S3State } from "./state.ts";

/** Simple Storage Service: objects in buckets, their versions, and telling others of changes. */
export const s3 = definePlugin<"s3", S3State>({
  id: "s3",
  operations: {
    CreateBucket: createBucket,
    DeleteBucket: deleteBucket,
    DeleteObject: deleteObject,
    DeleteObjects: deleteObjects,
    GetBucketLocation: getBucketLocation,
    GetBucketVersioning: getBucketVersioning,
    GetObject: getObject,
    HeadBucket: headBucket,
    HeadObject: headObject,
    ListBuckets: listBuckets,
    ListObjectVersions: listObjectVersions,
    ListObjects: listObjects,
    ListObjectsV2: listObjectsV2,
    PutBucketVersioning: putBucketVersioning,
    PutObject: putObject,
  },
  open(cloud) {
    const state = new S3State(cloud);
    state.blobs.sweep();
    const chaos = { service: "s3", operation: "deliver" };
    cloud.deliveries.handle<Notification>(NOTIFICATION_DELIVERY, { chaos }, (delivery) =>
      deliverNotification(cloud, delivery),
    );
    return state;
  },
});
