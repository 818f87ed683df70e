import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { httpErrors, httpInput, httpOutput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import { callerNameOf } from "@blueprints/lambda-kit/page-caller";
import { NewPageLink, newPageLinkOf, pageLinkDesk } from "@blueprints/lambda-kit/page-link";
import { pageLinksTable } from "@blueprints/lambda-kit/page-links-table";
import middy from "@middy/core";
import { PAGE_LINK } from "../domain/job-scope.ts";
import { Name, readEnv } from "../env.ts";
import { PageLinkRequest } from "../schemas/page-link.ts";

const env = readEnv({ PAGE_LINKS_TABLE: Name, API_URL: Name });
const links = pageLinksTable(new DynamoDBClient(awsClientSettings(env)), env.PAGE_LINKS_TABLE);
const desk = pageLinkDesk({ name: PAGE_LINK, links, now: Date.now });

/** `POST /page-links`: 201 `NewPageLink`; 400 `InvalidRequest`, `InvalidBody`; 413; 415; 503. */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpOutput(NewPageLink, 201))
  .use(httpInput({ body: PageLinkRequest }, { maxBytes: 10_000 }))
  .handler(async ({ body: { jobId: subject, expiresInSeconds }, rawEvent }) => {
    const createdBy = callerNameOf(rawEvent);
    const link = await desk.create({ createdBy, subject, expiresInSeconds });
    return newPageLinkOf(link, `${env.API_URL}/page`);
  });
