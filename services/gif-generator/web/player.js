import { takeToken } from "@blueprints/lambda-kit/web/access";
import { explain, openApi, Refused } from "@blueprints/lambda-kit/web/api";
import { choiceList } from "@blueprints/lambda-kit/web/choice-list";
import { element } from "@blueprints/lambda-kit/web/elements";
import { openLibrary } from "./library.js";
import { screen } from "./screen.js";
import { seekBar } from "./seek-bar.js";
import { choiceOf, nameOf } from "./video-list.js";
import { keepWindows } from "./windows.js";

/**
 * @typedef {import("../src/schemas/video.ts").VideoView} VideoView
 */

const ASK_AGAIN_MS = 1500; // while a video is being rendered

const token = takeToken(location, sessionStorage, history);
const library = openLibrary(
  openApi({
    base: new URL("player/", document.baseURI).href,
    token: token ?? "",
    fetch: (input, init) => fetch(input, init),
  }),
);
const list = choiceList(element("videos", HTMLUListElement), (id) => void choose(id).catch(tell));
const pictures = screen(tell);
const bar = seekBar((second) => pictures.move(second));
const more = element("more", HTMLButtonElement);
const notice = element("notice", HTMLElement);

/** @type {string | undefined} */
let chosen;
/** @type {string | undefined} */
let nextPage;
let listed = false;

/** @param {unknown} error */
function tell(error) {
  const { text, isShut, isDefect } = explain(error);
  notice.textContent = text;
  notice.hidden = false;
  if (isShut) element("content", HTMLElement).hidden = true;
  if (isDefect) throw error; // the console shall have it
}

/** @param {VideoView} video */
function showProgress({ status, reason, progress: { total, done, failed } }) {
  const meter = element("progress-bar", HTMLProgressElement);
  const isRendering = status === "RENDERING";
  meter.hidden = !isRendering;
  meter.max = Math.max(1, total);
  meter.value = done + failed;
  const counts = `${done} of ${total} windows rendered${failed > 0 ? `, ${failed} failed` : ""}`;
  const text = status === "REJECTED" ? `Rejected. ${reason ?? ""}` : counts;
  element("progress-text", HTMLElement).textContent = text;
  const box = element("progress", HTMLElement);
  box.hidden = status === "COMPLETE";
  box.dataset["status"] = status;
}

/** @param {VideoView} video */
function settled({ progress }) {
  return progress.done + progress.failed;
}

/** @param {string} id @param {VideoView} before */
async function follow(id, before) {
  await new Promise((done) => setTimeout(done, ASK_AGAIN_MS));
  if (chosen !== id) return;
  const video = await library.video(id);
  if (chosen !== id) return;
  showProgress(video);
  list.update(choiceOf(video));
  bar.draw(video.windows);
  if (settled(video) > settled(before)) pictures.refresh();
  if (video.status === "RENDERING") void follow(id, video).catch(tell);
}

/** @param {string} id */
async function choose(id) {
  if (chosen === id) return;
  chosen = id;
  notice.hidden = true;
  list.mark(id);
  pictures.close();
  try {
    const video = await library.video(id);
    if (chosen === id) show(video, nameOf(video.key));
  } catch (error) {
    if (chosen === id) chosen = undefined; // so that another click tries again
    throw error;
  }
}

/** @param {VideoView} video @param {string} name */
function show(video, name) {
  const { id, durationSeconds, snippetSize, width = 16, height = 9 } = video;
  document.title = `${name} - Video previews`;
  element("title", HTMLElement).textContent = name;
  element("player", HTMLElement).hidden = false;
  showProgress(video);
  list.update(choiceOf(video));
  const isShown = durationSeconds !== undefined && video.windows.length > 0;
  const stage = element("stage", HTMLElement);
  stage.hidden = !isShown;
  if (!isShown) return;
  stage.style.setProperty("--shape", `${width} / ${height}`);
  const windows = keepWindows({ load: (part) => library.manifest(id, part), now: Date.now });
  pictures.open({ name, snippetSize, durationSeconds, windows });
  bar.open({ snippetSize, durationSeconds });
  bar.draw(video.windows);
  pictures.move(0);
  if (video.status === "RENDERING") void follow(id, video).catch(tell);
}

async function loadList() {
  if (token === undefined) throw new Refused("PlayerLinkMissing", "");
  const { videos, nextPageToken } = await library.videos(nextPage);
  element("content", HTMLElement).hidden = false;
  list.add(videos.map(choiceOf));
  if (videos.length > 0) listed = true;
  element("no-videos", HTMLElement).hidden = listed;
  nextPage = nextPageToken;
  more.hidden = nextPage === undefined;
  const [first] = videos;
  if (chosen === undefined && first !== undefined) await choose(first.id);
}

more.addEventListener("click", () => void loadList().catch(tell));
// Another link in the same tab changes the fragment only.
addEventListener("hashchange", () => location.reload());
void loadList().catch(tell);
