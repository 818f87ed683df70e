import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { httpErrors, httpInput, httpOutput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { playerLinksTable } from "../adapters/player-links-table.ts";
import { createPlayerLink } from "../app/player-links.ts";
import { newToken } from "../domain/player-link.ts";
import { Name, readEnv } from "../env.ts";
import { callerNameOf } from "../schemas/caller.ts";
import { NewPlayerLink, PlayerLinkRequest } from "../schemas/player-link.ts";

const env = readEnv({ PLAYER_LINKS_TABLE: Name, API_URL: Name });
const client = new DynamoDBClient(awsClientSettings(env));
const deps = { links: playerLinksTable(client, env.PLAYER_LINKS_TABLE), newToken, now: Date.now };

/** `POST /player-links`: 201 `NewPlayerLink`; 400 `InvalidRequest`, `InvalidBody`, `InvalidVideoId`; 413; 415; 503. */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpOutput(NewPlayerLink, 201))
  .use(httpInput({ body: PlayerLinkRequest }, { maxBytes: 10_000 }))
  .handler(async ({ body, rawEvent }) => {
    const createdBy = callerNameOf(rawEvent);
    const { id, token, expiresAt } = await createPlayerLink(deps, { ...body, createdBy });
    // In the fragment, which browsers keep to themselves: no server, proxy or log sees the token.
    const url = `${env.API_URL}/player#${token}`;
    return { id, url, expiresAt: new Date(expiresAt * 1000).toISOString() };
  });
