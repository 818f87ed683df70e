import * as z from "zod";
import type { Scenario } from "../../../scripts/permissions/scenario.ts";
import { until } from "../../../scripts/permissions/waiting.ts";
import { gifKey } from "../src/domain/names.ts";
import type { Video } from "../src/domain/video.ts";
import { videoIdOf } from "../src/domain/video-id.ts";
import { windowsOf } from "../src/domain/windows.ts";
import { windowEvent } from "../src/schemas/window-event.ts";
import { Link, type PermissionWorld } from "./permission-world.ts";
import { delivered } from "./pipeline-world.ts";
import { aWindow } from "./video-builders.ts";

const Ticket = z.object({ url: z.url(), headers: z.record(z.string(), z.string()) });
const Page = z.object({ windows: z.array(z.object({ gif: z.object({ url: z.url() }) })).min(1) });

const isShorter = ({ facts }: Video): boolean => facts?.durationSeconds === 1;
const isComplete = ({ status }: Video): boolean => status === "COMPLETE";

/** The video that the routes are asked about. */
export const KEPT = "kept.mp4";

/** Every way through the service that needs a right of its own. */
export function permissionScenarios(world: () => PermissionWorld): readonly Scenario[] {
  return [...pipelineScenarios(world), ...failureScenarios(world), ...apiScenarios(world)];
}

function pipelineScenarios(world: () => PermissionWorld): readonly Scenario[] {
  const rendered = async (signal: AbortSignal): Promise<Video> => {
    const key = world().newKey();
    await world().upload(key);
    return world().untilVideo(key, signal, isComplete);
  };
  /** Has the video's only window wait once more. */
  const reopened = async (video: Video): Promise<void> => {
    await world().videos.setStatus(video, { status: "RENDERING" });
    await world().videos.reopen(video, [0]);
  };
  return [
    {
      name: "a video is uploaded and rendered",
      covers: ["SourceRulePermission", "WindowRulePermission"],
      run: async (signal) => void (await rendered(signal)),
    },
    {
      name: "a window is rendered again while somebody removes its outputs",
      covers: ["RenderWindowRole"],
      async run(signal) {
        const video = await rendered(signal);
        await reopened(video);
        const again = windowsOf(2, video.snippetSize).map((window) =>
          windowEvent(video, window, 0),
        );
        await world().whileLooking(
          () => Promise.all(again.map((event) => world().start("renderWindow", delivered(event)))),
          async () => world().files.remove([...(await world().files.list(video.base)).keys()]),
        );
        await world().untilVideo(video.source.key, signal, isComplete);
      },
    },
    {
      name: "an output is gone when a video ends, and made again",
      covers: ["SettleVideoRole"],
      async run(signal) {
        const video = await rendered(signal);
        await world().files.remove([gifKey(video.base, 0)]);
        await reopened(video);
        const { result } = aWindow({ start: 0, seconds: 2 });
        const at = new Date().toISOString();
        await world().videos.endWindow(video, { start: 0, at, state: "DONE", result });
        await world().untilVideo(video.source.key, signal, isComplete);
      },
    },
    {
      name: "a video is overwritten with a shorter one",
      covers: ["PlanVideoRole", "SettleVideoRole"],
      async run(signal) {
        const { base, source } = await rendered(signal);
        await world().upload(source.key, 1);
        await world().untilVideo(
          source.key,
          signal,
          (video) => isComplete(video) && isShorter(video),
        );
        await until("the longer one's still to go", signal, async () =>
          (await world().files.list(base)).size === 3 ? true : undefined,
        );
      },
    },
    {
      name: "a video whose windows were not handed out is planned again",
      covers: ["PlanVideoRole"],
      async run(signal) {
        const video = await rendered(signal);
        await world().videos.setStatus(video, { status: "FAILED", finishedAt: video.createdAt });
        await world().videos.reopen(video, [0]);
        await world().planAgain(video);
        await world().untilVideo(video.source.key, signal, isComplete);
      },
    },
  ];
}

function failureScenarios(world: () => PermissionWorld): readonly Scenario[] {
  const failing = (
    name: string,
    covers: string[],
    lacking: NonNullable<Scenario["lacking"]>,
    text: string,
  ): Scenario => ({
    name,
    covers,
    lacking,
    async run(signal) {
      const key = world().newKey();
      await world().upload(key);
      await world().untilLetter("DeadLetters", [`"${key}"`, text], signal);
    },
  });
  return [
    failing(
      "a window that fails goes to the dead letters",
      ["RenderWindowRole", "RecordFailureRole"],
      [{ holder: "RenderWindowRole", action: "s3:PutObject" }],
      "newVideoCreated",
    ),
    failing(
      "a plan that fails goes to the dead letters",
      ["PlanVideoRole", "RecordFailureRole"],
      [{ holder: "PlanVideoRole", action: "s3:GetObjectVersion" }],
      "Object Created",
    ),
    failing(
      "an upload whose function cannot be called goes to the dead letters",
      ["FailedRunsPolicy"],
      [{ holder: "SourceRulePermission", action: "lambda:InvokeFunction" }],
      "Object Created",
    ),
    {
      name: "a change that cannot be handled goes to the stream's dead letters",
      covers: ["SettleVideoRole"],
      lacking: [{ holder: "SettleVideoRole", action: "s3:PutObject" }],
      async run(signal) {
        await world().hideStreamLetters();
        await world().upload(world().newKey());
        await world().untilLetter("StreamDeadLetters", ["settleVideo"], signal);
      },
    },
  ];
}

function ofRoute(name: string, run: Scenario["run"], title = name): Scenario {
  return { name: title, covers: [`${name}Role`, `${name}LambdaPermissionHttpApi`], run };
}

function apiScenarios(world: () => PermissionWorld): readonly Scenario[] {
  const kept = `/videos/${videoIdOf(KEPT)}`;
  return [
    ofRoute("CreateUpload", async () => {
      const body = new Uint8Array(10);
      const wish = { name: "a.mp4", contentType: "video/mp4", sizeBytes: body.length };
      const { url, headers } = Ticket.parse(await world().call("POST /uploads", 201, wish));
      const put = await fetch(url, { method: "PUT", headers, body });
      if (!put.ok) throw new Error(`the upload: ${put.status} ${await put.text()}`);
    }),
    ofRoute("ListVideos", async () => void (await world().call("GET /videos", 200))),
    ofRoute(
      "ListVideos",
      async () => void (await world().callWithLink(KEPT, "/videos")),
      "ListVideos of a link",
    ),
    ofRoute("GetVideo", async () => void (await world().call(`GET ${kept}`, 200))),
    ofRoute(
      "GetVideo",
      async () => void (await world().callWithLink(KEPT, kept)),
      "GetVideo of a link",
    ),
    ofRoute("GetManifest", async () => {
      const { windows } = Page.parse(await world().call(`GET ${kept}/manifest`, 200));
      const gif = await fetch(windows[0]?.gif.url ?? "");
      if (!gif.ok) throw new Error(`the GIF: ${gif.status} ${await gif.text()}`);
    }),
    ofRoute(
      "GetManifest",
      async () => void (await world().callWithLink(KEPT, `${kept}/manifest`)),
      "GetManifest of a link",
    ),
    ofRoute(
      "CreatePlayerLink",
      async () => void (await world().call("POST /player-links", 201, {})),
    ),
    ofRoute("RevokePlayerLink", async () => {
      const { id } = Link.parse(await world().call("POST /player-links", 201, {}));
      await world().call(`DELETE /player-links/${id}`, 204);
    }),
    ofRoute("GetPlayer", async () => {
      const response = await fetch(`${world().outputs.ApiUrl}/player`);
      if (!response.ok) throw new Error(`the player: ${response.status}`);
    }),
    ofRoute("GetOpenapi", async () => void (await world().call("GET /openapi.json", 200))),
  ];
}
