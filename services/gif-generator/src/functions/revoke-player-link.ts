import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { httpErrors, httpInput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { playerLinksTable } from "../adapters/player-links-table.ts";
import { revokePlayerLink } from "../app/player-links.ts";
import { Name, readEnv } from "../env.ts";
import { callerNameOf } from "../schemas/caller.ts";
import { PlayerLinkPath } from "../schemas/player-link.ts";

const env = readEnv({ PLAYER_LINKS_TABLE: Name });
const client = new DynamoDBClient(awsClientSettings(env));
const deps = { links: playerLinksTable(client, env.PLAYER_LINKS_TABLE) };

/** `DELETE /player-links/{id}`: 204; 400 `InvalidRequest`; 404 `PlayerLinkNotFound`; 503. */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpInput({ path: PlayerLinkPath }))
  .handler(async ({ path: { id }, rawEvent }) => {
    await revokePlayerLink(deps, { id, createdBy: callerNameOf(rawEvent) });
    return { statusCode: 204, headers: { "cache-control": "no-store" }, body: "" };
  });
