import { openapiDocument, type Route } from "@blueprints/lambda-kit/openapi";
import { PageFilePath } from "@blueprints/lambda-kit/page";
import { NewPageLink, PageLinkPath } from "@blueprints/lambda-kit/page-link";
import { PlayerLinkRequest } from "./schemas/player-link.ts";
import { UploadRequest, UploadTicket } from "./schemas/upload.ts";
import {
  ManifestQuery,
  ManifestView,
  VideoPath,
  VideosList,
  VideosQuery,
  VideoView,
} from "./schemas/video.ts";

const LIST: Route = {
  summary: "Lists the videos, newest first",
  query: VideosQuery,
  answer: { status: 200, schema: VideosList },
  refusals: [],
};
const VIDEO: Route = {
  summary: "Answers what is known of a video, and how far each of its windows is",
  path: VideoPath,
  answer: { status: 200, schema: VideoView },
  refusals: [404],
};
const MANIFEST: Route = {
  summary: "Answers where the GIFs and stills of some windows are for five minutes, page by page",
  path: VideoPath,
  query: ManifestQuery,
  answer: { status: 200, schema: ManifestView },
  refusals: [404],
};

/** The same for whoever brings a link's token: `Authorization: Bearer <token>`. */
function forBearers(route: Route): Route {
  return {
    ...route,
    summary: `${route.summary}; for bearers of a player link`,
    refusals: [401, ...route.refusals],
  };
}

/** Every route, by its key in the template. */
export const ROUTES: Readonly<Record<string, Route>> = {
  "POST /uploads": {
    summary: "Permits the upload of one video: PUT it to the URL with the headers, within minutes",
    body: UploadRequest,
    answer: { status: 201, schema: UploadTicket },
    refusals: [413, 415],
  },
  "GET /videos": LIST,
  "GET /videos/{id}": VIDEO,
  "GET /videos/{id}/manifest": MANIFEST,
  "POST /player-links": {
    summary: "Makes a link to the player page, for whoever has it, until it expires or is revoked",
    body: PlayerLinkRequest,
    answer: { status: 201, schema: NewPageLink },
    refusals: [413, 415],
  },
  "DELETE /player-links/{id}": {
    summary: "Ends a link to the player page at once; for who made it",
    path: PageLinkPath,
    answer: { status: 204 },
    refusals: [404],
  },
  "GET /player": {
    summary: "Answers the player page",
    answer: { status: 200, contentType: "text/html" },
    refusals: [],
  },
  "GET /player/assets/{name}": {
    summary: "Answers a script or a style sheet of the player page",
    path: PageFilePath,
    answer: { status: 200, contentType: "text/javascript" },
    refusals: [404],
  },
  "GET /player/videos": forBearers(LIST),
  "GET /player/videos/{id}": forBearers(VIDEO),
  "GET /player/videos/{id}/manifest": forBearers(MANIFEST),
  "GET /openapi.json": { summary: "Answers this document", answer: { status: 200 }, refusals: [] },
};

/** The API as an OpenAPI document; `server` is the URL that it is reached at. */
export function openapi(server: string) {
  return openapiDocument({ title: "GIF generator", server, routes: ROUTES });
}
