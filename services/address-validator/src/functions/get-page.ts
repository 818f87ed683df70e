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

const files = readPageFiles(new URL("../../.build/page/", import.meta.url));
const serve = pageServer(files, pageHeaders());

/**
 * `GET /page`, the page, and `GET /page/assets/{name}`, its scripts and styles: 200, 304, or 404 `PageFileNotFound`.
 * There is nothing secret in them.
 */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpInput({ path: z.partial(PageFilePath), headers: PageRequestHeaders }))
  .handler(({ path: { name = "results.html" }, headers }) => serve({ name, headers }));
