import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { httpErrors, httpInput, httpOutput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { catalogTable } from "../adapters/catalog-table.ts";
import { thumbnailBucket } from "../adapters/thumbnail-bucket.ts";
import { getThumbnail } from "../app/get-thumbnail.ts";
import { Name, readEnv } from "../env.ts";
import { ImagePath, ThumbnailLink } from "../schemas/image.ts";

const env = readEnv({ CATALOG_TABLE: Name, OUTPUTS_BUCKET: Name });
const settings = awsClientSettings(env);
const deps = {
  catalog: catalogTable(new DynamoDBClient(settings), env.CATALOG_TABLE),
  thumbnails: thumbnailBucket(new S3Client(settings), env.OUTPUTS_BUCKET),
};

/**
 * `GET /images/{id}/thumbnail`: 200 `ThumbnailLink`; 400 `InvalidRequest`, `InvalidImageId`; 404
 * `ImageNotFound`, `ThumbnailNotFound`; 503.
 */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpOutput(ThumbnailLink))
  .use(httpInput({ path: ImagePath }))
  .handler(({ path: { id } }) => getThumbnail(deps, id));
