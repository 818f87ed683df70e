import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { httpErrors, httpInput, httpOutput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import { BearerHeaders, callerOf } from "@blueprints/lambda-kit/page-caller";
import { pageLinkDesk } from "@blueprints/lambda-kit/page-link";
import { pageLinksTable } from "@blueprints/lambda-kit/page-links-table";
import middy from "@middy/core";
import { jobList } from "../adapters/job-list.ts";
import { resultDesk } from "../adapters/result-desk.ts";
import { permitErrors } from "../app/read-jobs.ts";
import { PAGE_LINK } from "../domain/job-scope.ts";
import { Name, readEnv } from "../env.ts";
import { Download, JobPath } from "../schemas/job.ts";

const env = readEnv({ JOBS_TABLE: Name, PAGE_LINKS_TABLE: Name, DESTINATION_BUCKET: Name });
const settings = awsClientSettings(env);
const client = new DynamoDBClient(settings);
const links = pageLinksTable(client, env.PAGE_LINKS_TABLE);
const deps = {
  jobs: jobList(client, env.JOBS_TABLE),
  links: pageLinkDesk({ name: PAGE_LINK, links, now: Date.now }),
  results: resultDesk(new S3Client(settings), env.DESTINATION_BUCKET),
};

/**
 * `GET /jobs/{id}/errors`, and `GET /page/jobs/{id}/errors` for bearers of a link: 200 `Download`; 400
 * `InvalidRequest`; 401 as for `GET /jobs/{id}`; 404 `JobNotFound`, `NoErrors`; 409 `NoResult`; 503.
 */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpOutput(Download))
  .use(httpInput({ path: JobPath, headers: BearerHeaders }))
  .handler(({ path: { id }, headers, rawEvent }) =>
    permitErrors(deps, { id, caller: callerOf(rawEvent, headers) }),
  );
