import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { httpErrors, httpInput, httpOutput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import { BearerHeaders, callerOf } from "@blueprints/lambda-kit/page-caller";
import { pageLinkDesk } from "@blueprints/lambda-kit/page-link";
import { pageLinksTable } from "@blueprints/lambda-kit/page-links-table";
import { endOfPageToken } from "@blueprints/lambda-kit/page-token";
import middy from "@middy/core";
import { jobList } from "../adapters/job-list.ts";
import { jobsListOf } from "../app/job-views.ts";
import { listJobs } from "../app/read-jobs.ts";
import { PAGE_LINK } from "../domain/job-scope.ts";
import { Name, readEnv } from "../env.ts";
import { JobsList, JobsQuery } from "../schemas/job.ts";

const env = readEnv({ JOBS_TABLE: Name, PAGE_LINKS_TABLE: Name });
const client = new DynamoDBClient(awsClientSettings(env));
const links = pageLinksTable(client, env.PAGE_LINKS_TABLE);
const deps = {
  jobs: jobList(client, env.JOBS_TABLE),
  links: pageLinkDesk({ name: PAGE_LINK, links, now: Date.now }),
};

const DEFAULT_LIMIT = 25;

/**
 * `GET /jobs`, and `GET /page/jobs` for bearers of a link: 200 `JobsList`; 400 `InvalidRequest`, `InvalidPageToken`;
 * 401 `PageLinkMissing`, `PageLinkUnknown`, `PageLinkExpired`; 503.
 */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpOutput(JobsList))
  .use(httpInput({ query: JobsQuery, headers: BearerHeaders }))
  .handler(async ({ query: { limit = DEFAULT_LIMIT, pageToken }, headers, rawEvent }) => {
    const after = pageToken === undefined ? undefined : endOfPageToken(pageToken);
    const caller = callerOf(rawEvent, headers);
    return jobsListOf(await listJobs(deps, { caller, limit, after }));
  });
