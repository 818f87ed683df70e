import { openapiDocument, type Route } from "@blueprints/lambda-kit/openapi";
import { PageFilePath } from "@blueprints/lambda-kit/page";
import { NewPageLink, PageLinkPath } from "@blueprints/lambda-kit/page-link";
import { Download, JobPath, JobsList, JobsQuery, JobView, ResultQuery } from "./schemas/job.ts";
import { PageLinkRequest } from "./schemas/page-link.ts";
import { PointsView } from "./schemas/preview.ts";
import { UploadRequest, UploadTicket } from "./schemas/upload.ts";

const LIST: Route = {
  summary: "Lists the newest version of each file, latest first",
  query: JobsQuery,
  answer: { status: 200, schema: JobsList },
  refusals: [],
};
const JOB: Route = {
  summary: "Answers how far a file is, what it costs and what came of it",
  path: JobPath,
  answer: { status: 200, schema: JobView },
  refusals: [404],
};
const RESULT: Route = {
  summary: "Permits the download of the file with its added columns, for five minutes",
  path: JobPath,
  query: ResultQuery,
  answer: { status: 200, schema: Download },
  refusals: [404, 409],
};
const ERRORS: Route = {
  summary:
    "Permits the download of what says which rows have no position, or why a file was refused",
  path: JobPath,
  answer: { status: 200, schema: Download },
  refusals: [404, 409],
};
const POINTS: Route = {
  summary: "Answers at most 5,000 points of a result, evenly taken, and its first rows",
  path: JobPath,
  answer: { status: 200, schema: PointsView },
  refusals: [404, 409],
};

/** The same for whoever brings a link's token: `Authorization: Bearer <token>`. */
function forBearers(route: Route): Route {
  return {
    ...route,
    summary: `${route.summary}; for bearers of a page link`,
    refusals: [401, ...route.refusals],
  };
}

/** Every route, by its key in the template. */
export const ROUTES: Readonly<Record<string, Route>> = {
  "POST /uploads": {
    summary: "Permits the upload of one file: PUT it to the URL with the headers, within minutes",
    body: UploadRequest,
    answer: { status: 201, schema: UploadTicket },
    refusals: [413, 415],
  },
  "GET /jobs": LIST,
  "GET /jobs/{id}": JOB,
  "GET /jobs/{id}/result": RESULT,
  "GET /jobs/{id}/errors": ERRORS,
  "GET /jobs/{id}/points": POINTS,
  "POST /page-links": {
    summary: "Makes a link to the result page, for whoever has it, until it expires or is revoked",
    body: PageLinkRequest,
    answer: { status: 201, schema: NewPageLink },
    refusals: [413, 415],
  },
  "DELETE /page-links/{id}": {
    summary: "Ends a link to the result page at once; for who made it",
    path: PageLinkPath,
    answer: { status: 204 },
    refusals: [404],
  },
  "GET /page": {
    summary: "Answers the result page",
    answer: { status: 200, contentType: "text/html" },
    refusals: [],
  },
  "GET /page/assets/{name}": {
    summary: "Answers a script or a style sheet of the result page",
    path: PageFilePath,
    answer: { status: 200, contentType: "text/javascript" },
    refusals: [404],
  },
  "GET /page/jobs": forBearers(LIST),
  "GET /page/jobs/{id}": forBearers(JOB),
  "GET /page/jobs/{id}/result": forBearers(RESULT),
  "GET /page/jobs/{id}/errors": forBearers(ERRORS),
  "GET /page/jobs/{id}/points": forBearers(POINTS),
  "GET /openapi.json": { summary: "Answers this document", answer: { status: 200 }, refusals: [] },
};

/** The API as an OpenAPI document; `server` is the URL that it is reached at. */
export function openapi(server: string) {
  return openapiDocument({ title: "Address validator", server, routes: ROUTES });
}
