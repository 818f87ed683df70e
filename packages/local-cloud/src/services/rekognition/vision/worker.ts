import { hash } from "node:crypto";
import { parentPort } from "node:worker_threads";
import { openImage } from "./decode-image.ts";
import { VisionRequest, type VisionReply } from "./messages.ts";
import { loadObjectDetector } from "./object-detector.ts";
import { rememberRecent } from "./remember-recent.ts";
import { loadTextReader } from "./text-reader.ts";
import { UnusableImageError } from "./unusable-image.ts";

/** Loads on first use and keeps what it loaded; what failed to load is tried again next time. */
function lazily<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return async () => {
    loaded ??= load();
    try {
      return await loaded;
    } catch (error) {
      loaded = undefined;
      throw error;
    }
  };
}

const detector = lazily(loadObjectDetector);
const reader = lazily(loadTextReader);

const MAX_REMEMBERED = 32; // findings, of a few kilobytes each
const recall = rememberRecent<unknown>(MAX_REMEMBERED);

function look({ task, image }: VisionRequest): Promise<unknown> {
  return recall(`${task} ${hash("sha256", image)}`, async () => {
    const opened = await openImage(image);
    return task === "objects" ? (await detector()).detect(opened) : (await reader()).read(opened);
  });
}

async function answer(request: VisionRequest): Promise<VisionReply> {
  const { id } = request;
  try {
    return { id, result: await look(request) };
  } catch (error) {
    if (error instanceof UnusableImageError) return { id, fault: error.fault };
    return { id, defect: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

parentPort?.on("message", (message: unknown) => {
  void answer(VisionRequest.parse(message)).then((reply) =>
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort?.postMessage(reply),
  );
});
