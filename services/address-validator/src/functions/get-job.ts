import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { httpErrors, httpInput, httpOutput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import { BearerHeaders, callerOf } from "@blueprints/lambda-kit/page-caller";
import { pageLinkDesk } from "@blueprints/lambda-kit/page-link";
import { pageLinksTable } from "@blueprints/lambda-kit/page-links-table";
import middy from "@middy/core";
import { jobList } from "../adapters/job-list.ts";
import { jobViewOf } from "../app/job-views.ts";
import { readJob } from "../app/read-jobs.ts";
import { PAGE_LINK } from "../domain/job-scope.ts";
import { Name, readEnv } from "../env.ts";
import { JobPath, JobView } from "../schemas/job.ts";

const env = readEnv({ JOBS_TABLE: Name, PAGE_LINKS_TABLE: Name });
const client = new DynamoDBClient(awsClientSettings(env));
const links = pageLinksTable(client, env.PAGE_LINKS_TABLE);
const deps = {
  jobs: jobList(client, env.JOBS_TABLE),
  links: pageLinkDesk({ name: PAGE_LINK, links, now: Date.now }),
};

/**
 * `GET /jobs/{id}`, and `GET /page/jobs/{id}` for bearers of a link: 200 `JobView`; 400 `InvalidRequest`; 401
 * `PageLinkMissing`, `PageLinkUnknown`, `PageLinkExpired`; 404 `JobNotFound`; 503.
 */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpOutput(JobView))
  .use(httpInput({ path: JobPath, headers: BearerHeaders }))
  .handler(async ({ path: { id }, headers, rawEvent }) =>
    jobViewOf(await readJob(deps, { id, caller: callerOf(rawEvent, headers) })),
  );
