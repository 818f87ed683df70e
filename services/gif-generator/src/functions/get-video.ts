import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { httpErrors, httpInput, httpOutput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import { BearerHeaders, callerOf } from "@blueprints/lambda-kit/page-caller";
import { pageLinkDesk } from "@blueprints/lambda-kit/page-link";
import { pageLinksTable } from "@blueprints/lambda-kit/page-links-table";
import middy from "@middy/core";
import { videosTable } from "../adapters/videos-table.ts";
import { readVideo } from "../app/read-video.ts";
import { videoViewOf } from "../app/video-views.ts";
import { PLAYER_LINK } from "../domain/player-link.ts";
import { Name, readEnv } from "../env.ts";
import { VideoPath, VideoView } from "../schemas/video.ts";

const env = readEnv({ VIDEOS_TABLE: Name, PLAYER_LINKS_TABLE: Name });
const client = new DynamoDBClient(awsClientSettings(env));
const links = pageLinksTable(client, env.PLAYER_LINKS_TABLE);
const deps = {
  videos: videosTable(client, env.VIDEOS_TABLE),
  links: pageLinkDesk({ name: PLAYER_LINK, links, now: Date.now }),
};

/**
 * `GET /videos/{id}`, and `GET /player/videos/{id}` for bearers of a link: 200 `VideoView`; 400 `InvalidRequest`,
 * `InvalidVideoId`; 401 `PlayerLinkMissing`, `PlayerLinkUnknown`, `PlayerLinkExpired`; 404 `VideoNotFound`; 503.
 */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpOutput(VideoView))
  .use(httpInput({ path: VideoPath, headers: BearerHeaders }))
  .handler(async ({ path: { id }, headers, rawEvent }) =>
    videoViewOf(await readVideo(deps, { id, caller: callerOf(rawEvent, headers) })),
  );
