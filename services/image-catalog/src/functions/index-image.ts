import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { forEachChange } from "../adapters/catalog-stream.ts";
import { catalogTable } from "../adapters/catalog-table.ts";
import { indexTable } from "../adapters/index-table.ts";
import { indexImage } from "../app/index-image.ts";
import { Name, readEnv } from "../env.ts";

const env = readEnv({ CATALOG_TABLE: Name, INDEX_TABLE: Name });
const client = new DynamoDBClient(awsClientSettings(env));
const deps = {
  catalog: catalogTable(client, env.CATALOG_TABLE),
  index: indexTable(client, env.INDEX_TABLE),
};

/** Changes of the catalogue's rows, from the table's stream: keeps the search index true. */
export const handler = middy()
  .use(invocationLog())
  .handler((event: unknown) => forEachChange(event, (change) => indexImage(deps, change)));
