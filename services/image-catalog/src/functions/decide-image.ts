import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import { httpErrors, httpInput, httpOutput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { questionDesk } from "../adapters/question-desk.ts";
import { decideImage } from "../app/decide-image.ts";
import { Name, readEnv } from "../env.ts";
import { callerOf, DecisionAccepted, DecisionRequest } from "../schemas/decision.ts";
import { ImagePath } from "../schemas/image.ts";

const env = readEnv({ CATALOG_TABLE: Name });
const settings = awsClientSettings(env);
const questions = questionDesk({
  dynamo: new DynamoDBClient(settings),
  states: new SFNClient(settings),
  table: env.CATALOG_TABLE,
});

/**
 * `POST /images/{id}/decision`: 202 `DecisionAccepted`; 400 `InvalidRequest`, `InvalidBody`,
 * `InvalidImageId`; 404 `ImageNotFound`; 409 `AlreadyDecided`, `DecisionTimedOut`, `NoDecisionAwaited`,
 * `ImageChanged`; 413; 415; 503.
 */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpOutput(DecisionAccepted, 202))
  .use(httpInput({ path: ImagePath, body: DecisionRequest }, { maxBytes: 10_000 }))
  .handler(async ({ path: { id }, body: { etag, ...answer }, rawEvent }) => {
    await decideImage({ questions }, { id, etag, ...answer, decidedBy: callerOf(rawEvent) });
    return { id, decision: answer.decision };
  });
