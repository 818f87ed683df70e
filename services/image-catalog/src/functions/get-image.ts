import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { httpErrors, httpInput, httpOutput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { catalogTable } from "../adapters/catalog-table.ts";
import { getImage } from "../app/get-image.ts";
import { Name, readEnv } from "../env.ts";
import { ImagePath, ImageView } from "../schemas/image.ts";

const env = readEnv({ CATALOG_TABLE: Name });
const client = new DynamoDBClient(awsClientSettings(env));
const deps = { catalog: catalogTable(client, env.CATALOG_TABLE) };

/** `GET /images/{id}`: 200 `ImageView`; 400 `InvalidRequest`, `InvalidImageId`; 404 `ImageNotFound`; 503. */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpOutput(ImageView))
  .use(httpInput({ path: ImagePath }))
  .handler(async ({ path: { id } }) => ({ id, ...(await getImage(deps, id)) }));
