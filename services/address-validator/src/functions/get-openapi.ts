import { readEnvironment } from "@blueprints/lambda-kit/config";
import { httpErrors, httpInput, httpOutput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import * as z from "zod/mini";
import { Name } from "../env.ts";
import { openapi } from "../openapi.ts";

const document = openapi(readEnvironment(z.object({ API_URL: Name })).API_URL);

/** `GET /openapi.json`: 200, the OpenAPI document of this API. */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpOutput(z.looseObject({ openapi: z.string() })))
  .use(httpInput({}))
  .handler(() => document);
