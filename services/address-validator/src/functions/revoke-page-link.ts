import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { httpErrors, httpInput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import { callerNameOf } from "@blueprints/lambda-kit/page-caller";
import { pageLinkDesk, PageLinkPath } from "@blueprints/lambda-kit/page-link";
import { pageLinksTable } from "@blueprints/lambda-kit/page-links-table";
import middy from "@middy/core";
import { PAGE_LINK } from "../domain/job-scope.ts";
import { Name, readEnv } from "../env.ts";

const env = readEnv({ PAGE_LINKS_TABLE: Name });
const links = pageLinksTable(new DynamoDBClient(awsClientSettings(env)), env.PAGE_LINKS_TABLE);
const desk = pageLinkDesk({ name: PAGE_LINK, links, now: Date.now });

/** `DELETE /page-links/{id}`: 204; 400 `InvalidRequest`; 404 `PageLinkNotFound`; 503. */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpInput({ path: PageLinkPath }))
  .handler(async ({ path: { id }, rawEvent }) => {
    await desk.revoke({ id, createdBy: callerNameOf(rawEvent) });
    return { statusCode: 204, headers: { "cache-control": "no-store" }, body: "" };
  });
