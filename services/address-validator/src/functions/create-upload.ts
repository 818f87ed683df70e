import { S3Client } from "@aws-sdk/client-s3";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { httpErrors, httpInput, httpOutput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import { s3UploadDesk } from "@blueprints/lambda-kit/upload-desk";
import middy from "@middy/core";
import { randomUUID } from "node:crypto";
import { createUpload } from "../app/create-upload.ts";
import { Name, readEnv } from "../env.ts";
import { UploadRequest, UploadTicket } from "../schemas/upload.ts";

const env = readEnv({ INPUT_BUCKET: Name });
const client = new S3Client({
  ...awsClientSettings(env),
  requestChecksumCalculation: "WHEN_REQUIRED",
});
const deps = { uploads: s3UploadDesk(client, env.INPUT_BUCKET), newId: randomUUID };

/** `POST /uploads`: 201 `UploadTicket`; 400 `InvalidRequest`, `InvalidBody`, `InvalidFileName`; 413; 415. */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpOutput(UploadTicket, 201))
  .use(httpInput({ body: UploadRequest }, { maxBytes: 10_000 }))
  .handler(({ body }) => createUpload(deps, body));
