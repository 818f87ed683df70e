import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { httpErrors, httpInput, httpOutput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import { BearerHeaders, callerOf } from "@blueprints/lambda-kit/page-caller";
import { pageLinkDesk } from "@blueprints/lambda-kit/page-link";
import { pageLinksTable } from "@blueprints/lambda-kit/page-links-table";
import middy from "@middy/core";
import { s3OutputFiles } from "../adapters/output-files-s3.ts";
import { videosTable } from "../adapters/videos-table.ts";
import { readManifest } from "../app/read-video.ts";
import { manifestViewOf } from "../app/video-views.ts";
import { PLAYER_LINK } from "../domain/player-link.ts";
import { Name, readEnv } from "../env.ts";
import { ManifestQuery, ManifestView, VideoPath } from "../schemas/video.ts";

const env = readEnv({ VIDEOS_TABLE: Name, PLAYER_LINKS_TABLE: Name, OUTPUTS_BUCKET: Name });
const settings = awsClientSettings(env);
const client = new DynamoDBClient(settings);
const links = pageLinksTable(client, env.PLAYER_LINKS_TABLE);
const deps = {
  videos: videosTable(client, env.VIDEOS_TABLE),
  links: pageLinkDesk({ name: PLAYER_LINK, links, now: Date.now }),
  files: s3OutputFiles(new S3Client(settings), env.OUTPUTS_BUCKET),
};

const DEFAULT_WINDOWS = 4;

/**
 * `GET /videos/{id}/manifest`, and `GET /player/videos/{id}/manifest` for bearers of a link: 200 `ManifestView`;
 * 400 `InvalidRequest`, `InvalidVideoId`; 401 `PlayerLinkMissing`, `PlayerLinkUnknown`, `PlayerLinkExpired`; 404
 * `VideoNotFound`; 503.
 */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpOutput(ManifestView))
  .use(httpInput({ path: VideoPath, query: ManifestQuery, headers: BearerHeaders }))
  .handler(async ({ path: { id }, query, headers, rawEvent }) => {
    const { from = 0, windows: limit = DEFAULT_WINDOWS } = query;
    const caller = callerOf(rawEvent, headers);
    return manifestViewOf(await readManifest(deps, { id, caller, from, limit }));
  });
