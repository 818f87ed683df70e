import { takeToken } from "@blueprints/lambda-kit/web/access";
import { explain, openApi, Refused } from "@blueprints/lambda-kit/web/api";
import { choiceList } from "@blueprints/lambda-kit/web/choice-list";
import { element } from "@blueprints/lambda-kit/web/elements";
import { jobPanel } from "./job-panel.js";
import { choiceOf, isUnderWay, mapNote } from "./job-texts.js";
import { pointMap } from "./point-map.js";
import { showRows } from "./rows-table.js";

/**
 * @typedef {import("../src/schemas/job.ts").JobView} JobView
 * @typedef {import("../src/schemas/job.ts").JobsList} JobsList
 * @typedef {import("../src/schemas/preview.ts").PointsView} PointsView
 */

const ASK_AGAIN_MS = 1500; // while a file is being looked up

const token = takeToken(location, sessionStorage, history);
const get = openApi({
  base: new URL("page/", document.baseURI).href,
  token: token ?? "",
  fetch: (input, init) => fetch(input, init),
});
const list = choiceList(element("jobs", HTMLUListElement), (id) => void choose(id).catch(tell));
const panel = jobPanel((file) => void download(file).catch(tell));
const map = pointMap();
const more = element("more", HTMLButtonElement);
const notice = element("notice", HTMLElement);

/** @type {string | undefined} */
let chosen;
/** @type {string | undefined} */
let nextPage;
let listed = 0;

/** @param {unknown} error */
function tell(error) {
  const { text, isShut, isDefect } = explain(error);
  notice.textContent = text;
  notice.hidden = false;
  if (isShut) element("content", HTMLElement).hidden = true;
  if (isDefect) throw error; // the console shall have it
}

/** @param {string} id @returns {Promise<JobView>} */
function jobOf(id) {
  return get(`jobs/${id}`);
}

/** @param {"result" | "result?form=spreadsheet" | "errors"} file */
async function download(file) {
  if (chosen === undefined) return;
  /** @type {{ url: string }} */
  const { url } = await get(`jobs/${chosen}/${file}`);
  location.assign(url); // an attachment: the page stays
}

/** @param {JobView} job */
async function showResult(job) {
  element("result", HTMLElement).hidden = true;
  if (!job.files.result) return;
  /** @type {PointsView} */
  const { points, firstRows } = await get(`jobs/${job.id}/points`);
  if (chosen !== job.id) return;
  element("result", HTMLElement).hidden = false;
  element("map-figure", HTMLElement).hidden = points.shown.length === 0;
  element("map-note", HTMLElement).textContent = mapNote(points);
  map.show(points.shown);
  showRows(firstRows, job.rows ?? 0);
}

/** @param {JobView} job */
async function show(job) {
  panel.show(job);
  list.update(choiceOf(job));
  element("job", HTMLElement).hidden = false;
  await showResult(job);
  if (isUnderWay(job)) void follow(job.id).catch(tell);
}

/** @param {string} id */
async function follow(id) {
  await new Promise((done) => setTimeout(done, ASK_AGAIN_MS));
  if (chosen !== id) return;
  const job = await jobOf(id);
  if (chosen === id) await show(job);
}

/** @param {string} id */
async function choose(id) {
  if (chosen === id) return;
  chosen = id;
  notice.hidden = true;
  list.mark(id);
  try {
    const job = await jobOf(id);
    if (chosen === id) await show(job);
  } catch (error) {
    if (chosen === id) chosen = undefined; // so that another click tries again
    throw error;
  }
}

async function loadList() {
  if (token === undefined) throw new Refused("PageLinkMissing", "");
  const query = nextPage === undefined ? "" : `?pageToken=${encodeURIComponent(nextPage)}`;
  /** @type {JobsList} */
  const { jobs, nextPageToken } = await get(`jobs${query}`);
  element("content", HTMLElement).hidden = false;
  list.add(jobs.map(choiceOf));
  listed += jobs.length;
  element("no-jobs", HTMLElement).hidden = listed > 0;
  nextPage = nextPageToken;
  more.hidden = nextPage === undefined;
  const [first] = jobs;
  if (chosen === undefined && first !== undefined) await choose(first.id);
}

more.addEventListener("click", () => void loadList().catch(tell));
// Another link in the same tab changes the fragment only.
addEventListener("hashchange", () => location.reload());
void loadList().catch(tell);
