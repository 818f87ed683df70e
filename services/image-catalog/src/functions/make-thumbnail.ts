import { S3Client } from "@aws-sdk/client-s3";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { forEachChange } from "../adapters/catalog-stream.ts";
import { imageBucket } from "../adapters/image-bucket.ts";
import { thumbnailBucket } from "../adapters/thumbnail-bucket.ts";
import { sharpThumbnailer } from "../adapters/thumbnailer-sharp.ts";
import { keepThumbnail } from "../app/keep-thumbnail.ts";
import { Name, readEnv } from "../env.ts";

const env = readEnv({ INGESTION_BUCKET: Name, OUTPUTS_BUCKET: Name });
const client = new S3Client(awsClientSettings(env));
const deps = {
  images: imageBucket(client, env.INGESTION_BUCKET),
  thumbnails: thumbnailBucket(client, env.OUTPUTS_BUCKET),
  thumbnailer: sharpThumbnailer(),
};

/** Changes of the catalogue's rows, from the table's stream: images that came into the catalogue or left it. */
export const handler = middy()
  .use(invocationLog())
  .handler((event: unknown) => forEachChange(event, (change) => keepThumbnail(deps, change)));
