import { S3Client } from "@aws-sdk/client-s3";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { httpErrors, httpInput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import {
  PageFilePath,
  pageHeaders,
  PageRequestHeaders,
  pageServer,
  readPageFiles,
} from "@blueprints/lambda-kit/page";
import middy from "@middy/core";
import * as z from "zod/mini";
import { s3OutputFiles } from "../adapters/output-files-s3.ts";
import { Name, readEnv } from "../env.ts";

const env = readEnv({ OUTPUTS_BUCKET: Name });
const pictures = s3OutputFiles(new S3Client(awsClientSettings(env)), env.OUTPUTS_BUCKET);
const files = readPageFiles(new URL("../../.build/page/", import.meta.url));
const serve = pageServer(files, pageHeaders({ picturesOrigin: await pictures.origin() }));

/**
 * `GET /player`, the page, and `GET /player/assets/{name}`, its scripts and styles: 200, 304, or 404
 * `PageFileNotFound`. There is nothing secret in them.
 */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpInput({ path: z.partial(PageFilePath), headers: PageRequestHeaders }))
  .handler(({ path: { name = "player.html" }, headers }) => serve({ name, headers }));
