import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { httpErrors, httpInput, httpOutput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import { BearerHeaders, callerOf } from "@blueprints/lambda-kit/page-caller";
import { pageLinkDesk } from "@blueprints/lambda-kit/page-link";
import { pageLinksTable } from "@blueprints/lambda-kit/page-links-table";
import middy from "@middy/core";
import { videosTable } from "../adapters/videos-table.ts";
import { listVideos } from "../app/list-videos.ts";
import { videosListOf } from "../app/video-views.ts";
import { endOfPageToken } from "@blueprints/lambda-kit/page-token";
import { PLAYER_LINK } from "../domain/player-link.ts";
import { Name, readEnv } from "../env.ts";
import { VideosList, VideosQuery } from "../schemas/video.ts";

const env = readEnv({ VIDEOS_TABLE: Name, PLAYER_LINKS_TABLE: Name });
const client = new DynamoDBClient(awsClientSettings(env));
const links = pageLinksTable(client, env.PLAYER_LINKS_TABLE);
const deps = {
  videos: videosTable(client, env.VIDEOS_TABLE),
  links: pageLinkDesk({ name: PLAYER_LINK, links, now: Date.now }),
};

const DEFAULT_LIMIT = 25;

/**
 * `GET /videos`, and `GET /player/videos` for bearers of a link: 200 `VideosList`; 400 `InvalidRequest`,
 * `InvalidPageToken`; 401 `PlayerLinkMissing`, `PlayerLinkUnknown`, `PlayerLinkExpired`; 503.
 */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpOutput(VideosList))
  .use(httpInput({ query: VideosQuery, headers: BearerHeaders }))
  .handler(async ({ query: { limit = DEFAULT_LIMIT, pageToken }, headers, rawEvent }) => {
    const after = pageToken === undefined ? undefined : endOfPageToken(pageToken);
    return videosListOf(
      await listVideos(deps, { caller: callerOf(rawEvent, headers), limit, after }),
    );
  });
