import { S3Client } from "@aws-sdk/client-s3";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { NotFoundError } from "@blueprints/lambda-kit/errors";
import { httpErrors, httpInput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import * as z from "zod/mini";
import { s3OutputFiles } from "../adapters/output-files-s3.ts";
import { readPageFiles } from "../adapters/page-files.ts";
import { pageHeaders } from "../domain/page-headers.ts";
import { Name, readEnv } from "../env.ts";
import { PageFilePath } from "../schemas/page-file.ts";

const env = readEnv({ OUTPUTS_BUCKET: Name });
const pictures = s3OutputFiles(new S3Client(awsClientSettings(env)), env.OUTPUTS_BUCKET);
const headers = pageHeaders(await pictures.origin());
const files = readPageFiles();

/**
 * `GET /player`, the page, and `GET /player/assets/{name}`, its scripts and styles: 200, or 404 `PageFileNotFound`.
 * There is nothing secret in them.
 */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpInput({ path: z.partial(PageFilePath) }))
  .handler(({ path: { name = "player.html" } }) => {
    const file = files.get(name);
    if (file === undefined) throw new NotFoundError("PageFileNotFound", "there is no such file");
    return {
      statusCode: 200,
      headers: { ...headers, "content-type": file.contentType },
      body: file.text,
    };
  });
