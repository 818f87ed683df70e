import * as z from "zod";
import type { Scenario } from "../../../scripts/permissions/scenario.ts";
import { imageIdOf } from "../src/domain/image-id.ts";
import { sample, type Row } from "./deployed.ts";
import type { PermissionWorld } from "./permission-world.ts";

const PICTURE = "cat.jpg"; // one content everywhere: the second look at it comes from memory
const FLAGGED = "wine-glass.jpg";

const WORKFLOW = "CatalogStateMachineRole";
const Ticket = z.object({ url: z.url(), headers: z.record(z.string(), z.string()) });
const Link = z.object({ url: z.url() });

const hasStatus = (status: string) => (row: Row) => row["status"]?.S === status;

/** What a route needs: the role of its function, and API Gateway's permission to invoke it. */
function ofRoute(name: string, run: Scenario["run"], title = name): Scenario {
  return { name: title, covers: [`${name}Role`, `${name}LambdaPermissionHttpApi`], run };
}

/** Every way through the service that needs a right of its own. */
export function permissionScenarios(world: () => PermissionWorld): readonly Scenario[] {
  return [...workflowScenarios(world), ...streamScenarios(world), ...apiScenarios(world)];
}

function workflowScenarios(world: () => PermissionWorld): readonly Scenario[] {
  return [
    {
      name: "an image is uploaded, catalogued, listed and made small",
      covers: ["UploadRuleRole", WORKFLOW, "IndexImageRole", "MakeThumbnailRole"],
      async run(signal) {
        const key = world().newKey("uploaded");
        await world().upload(key, PICTURE);
        await world().untilRow(key, signal, hasStatus("CATALOGUED"));
        await world().untilListed(key, signal);
        await world().untilThumbnail(key, signal, "there");
      },
    },
    {
      name: "an image is flagged and put before a moderator",
      covers: [WORKFLOW],
      async run(signal) {
        await flagged(world(), signal);
      },
    },
    {
      name: "the workflow is started by hand for an image that is not there",
      covers: [WORKFLOW],
      run: (signal) => world().startByHand(world().newKey("missing"), signal),
    },
    {
      name: "an image cannot be moderated and goes to the dead letters",
      covers: [WORKFLOW],
      lacking: [{ holder: WORKFLOW, action: "rekognition:DetectModerationLabels" }],
      async run(signal) {
        const key = world().newKey("failed");
        await world().upload(key, PICTURE);
        await world().untilDeadLetter("DeadLetters", [`"${key}"`, "execution"], signal);
      },
    },
    {
      name: "an upload that cannot start the workflow goes to the dead letters",
      covers: ["DeadLettersPolicy"],
      lacking: [{ holder: "UploadRuleRole", action: "states:StartExecution" }],
      async run(signal) {
        const key = world().newKey("unstarted");
        await world().upload(key, PICTURE);
        await world().untilDeadLetter("DeadLetters", [`"${key}"`, "Object Created"], signal);
      },
    },
  ];
}

function streamScenarios(world: () => PermissionWorld): readonly Scenario[] {
  const givenUp = (functionName: string, action: string): Scenario => ({
    name: `a change that ${functionName} cannot handle goes to the stream's dead letters`,
    covers: [`${functionName}Role`],
    lacking: [{ holder: `${functionName}Role`, action }],
    async run(signal) {
      await world().upload(world().newKey("unhandled"), PICTURE);
      const name = functionName.replace(/^./u, (letter) => letter.toLowerCase());
      await world().untilDeadLetter("StreamDeadLetters", [`-${name}"`], signal);
    },
  });
  return [
    {
      name: "an image is deleted, and its thumbnail with it",
      covers: ["MakeThumbnailRole"],
      async run(signal) {
        const key = world().newKey("deleted");
        await world().upload(key, PICTURE);
        await world().untilThumbnail(key, signal, "there");
        await world().remove(key);
        await world().untilThumbnail(key, signal, "gone");
      },
    },
    {
      name: "an image is gone before its thumbnail is made",
      covers: ["MakeThumbnailRole"],
      async run(signal) {
        await world().writeRowWithoutImage(world().newKey("gone"));
        const next = world().newKey("next");
        await world().upload(next, PICTURE);
        await world().untilThumbnail(next, signal, "there"); // changes come in order
      },
    },
    givenUp("IndexImage", "dynamodb:BatchWriteItem"),
    givenUp("MakeThumbnail", "s3:PutObject"),
  ];
}

function apiScenarios(world: () => PermissionWorld): readonly Scenario[] {
  const catalogued = async (signal: AbortSignal): Promise<string> => {
    await world().untilThumbnail(KEPT, signal, "there");
    return imageIdOf(KEPT);
  };
  return [
    ofRoute("ModerateImage", async () => {
      await world().call("POST /moderation", 200, { bucket: world().bucket, key: KEPT });
    }),
    ofRoute("GetImage", async (signal) => {
      await world().call(`GET /images/${await catalogued(signal)}`, 200);
    }),
    ofRoute("ListImages", async () => {
      await world().call("GET /images?label=Cat&label=Pet", 200);
    }),
    ofRoute("CreateUpload", async () => {
      const body = await sample(PICTURE);
      const wish = { name: "a.jpg", contentType: "image/jpeg", sizeBytes: body.length };
      const { url, headers } = Ticket.parse(await world().call("POST /uploads", 201, wish));
      const put = await fetch(url, { method: "PUT", headers, body: new Uint8Array(body) });
      if (!put.ok) throw new Error(`the upload: ${put.status} ${await put.text()}`);
    }),
    ofRoute("DecideImage", async (signal) => {
      const key = await flagged(world(), signal);
      await world().call(`POST /images/${imageIdOf(key)}/decision`, 202, { decision: "reject" });
      await world().untilRow(key, signal, hasStatus("REJECTED"));
    }),
    ofRoute("GetThumbnail", async (signal) => {
      const link = await world().call(`GET /images/${await catalogued(signal)}/thumbnail`, 200);
      const picture = await fetch(Link.parse(link).url);
      if (!picture.ok) throw new Error(`the thumbnail: ${picture.status} ${await picture.text()}`);
    }),
    ofRoute(
      "GetThumbnail",
      async () => {
        const key = world().newKey("without-thumbnail");
        await world().writeRowWithoutImage(key);
        await world().call(`GET /images/${imageIdOf(key)}/thumbnail`, 404);
      },
      "GetThumbnail of an image that has none",
    ),
    ofRoute("GetOpenapi", async () => {
      await world().call("GET /openapi.json", 200);
    }),
  ];
}

/** The image that the routes are asked about. */
export const KEPT = "kept/cat.jpg";

/** Uploads an image that is flagged; resolves with its key when the moderator can decide. */
async function flagged(world: PermissionWorld, signal: AbortSignal): Promise<string> {
  const key = world.newKey("flagged");
  await world.upload(key, FLAGGED);
  await world.untilRow(key, signal, (row) => row["decisionToken"] !== undefined);
  return key;
}
