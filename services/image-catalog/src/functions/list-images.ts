import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { httpErrors, httpInput, httpOutput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { indexTable } from "../adapters/index-table.ts";
import { listImages } from "../app/list-images.ts";
import { imageIdOf } from "../domain/image-id.ts";
import { Name, readEnv } from "../env.ts";
import { ImagesPage, ImagesQuery } from "../schemas/image.ts";

const env = readEnv({ INDEX_TABLE: Name });
const deps = { index: indexTable(new DynamoDBClient(awsClientSettings(env)), env.INDEX_TABLE) };

/** `GET /images`: 200 `ImagesPage`; 400 `InvalidRequest`, `InvalidPageToken`; 503 `CatalogUnavailable`. */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpOutput(ImagesPage))
  .use(httpInput({ query: ImagesQuery }))
  .handler(async ({ query: { label = [], text = "", ...query } }) => {
    const search = { ...query, labels: [label].flat(), text };
    const { entries, nextPageToken } = await listImages(deps, search);
    const images = entries.map(({ key, status, finishedAt }) => {
      return { id: imageIdOf(key), key, status, finishedAt };
    });
    return { images, nextPageToken };
  });
