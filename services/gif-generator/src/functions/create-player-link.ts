import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { httpErrors, httpInput, httpOutput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import { callerNameOf } from "@blueprints/lambda-kit/page-caller";
import { NewPageLink, newPageLinkOf, pageLinkDesk } from "@blueprints/lambda-kit/page-link";
import { pageLinksTable } from "@blueprints/lambda-kit/page-links-table";
import middy from "@middy/core";
import { PLAYER_LINK } from "../domain/player-link.ts";
import { keyOfVideoId } from "../domain/video-id.ts";
import { Name, readEnv } from "../env.ts";
import { PlayerLinkRequest } from "../schemas/player-link.ts";

const env = readEnv({ PLAYER_LINKS_TABLE: Name, API_URL: Name });
const links = pageLinksTable(new DynamoDBClient(awsClientSettings(env)), env.PLAYER_LINKS_TABLE);
const desk = pageLinkDesk({ name: PLAYER_LINK, links, now: Date.now });

/** `POST /player-links`: 201 `NewPageLink`; 400 `InvalidRequest`, `InvalidBody`, `InvalidVideoId`; 413; 415; 503. */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpOutput(NewPageLink, 201))
  .use(httpInput({ body: PlayerLinkRequest }, { maxBytes: 10_000 }))
  .handler(async ({ body: { videoId, expiresInSeconds }, rawEvent }) => {
    const subject = videoId === undefined ? undefined : keyOfVideoId(videoId);
    const createdBy = callerNameOf(rawEvent);
    const link = await desk.create({ createdBy, subject, expiresInSeconds });
    return newPageLinkOf(link, `${env.API_URL}/player`);
  });
