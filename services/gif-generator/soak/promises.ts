import type { Violation } from "../../../scripts/soak/soak.ts";
import { lastOf, type Clip } from "./clips.ts";
import type { Evidence, Made } from "./evidence.ts";
import type { Heard } from "./ears.ts";

/** What the service promises of each clip, and where it was not so. */
export function violationsOf(evidence: Evidence): Violation[] {
  return [
    ...evidence.clips.flatMap((clip) =>
      [...wrongResult(evidence, clip), ...wronglyTold(evidence, clip)].map((reason) => ({
        subject: clip.key,
        reason,
      })),
    ),
    ...evidence.leftFiles.map((subject) => ({ subject, reason: "was left behind" })),
    ...evidence.letters.map((subject) => ({ subject, reason: "was not redriven" })),
  ];
}

/** The very files that an undisturbed run makes, and a manifest that names them all. */
function wrongResult({ made, wanted }: Evidence, clip: Clip): string[] {
  const is = made.get(clip.key);
  const should = wanted.get(lastOf(clip));
  if (is?.manifest === undefined || should?.manifest === undefined) return ["has no manifest"];
  const names = [...new Set([...is.files.keys(), ...should.files.keys()])];
  const files = names.flatMap((name) =>
    wrongFile(name, is.files.get(name), should.files.get(name)),
  );
  const isSame = shapeOf(is) === shapeOf(should);
  return [...files, ...(isSame ? [] : [`its manifest says ${shapeOf(is)}`])];
}

function wrongFile(name: string, is: string | undefined, should: string | undefined): string[] {
  if (is === should) return [];
  if (is === undefined) return [`has no ${name}`];
  return [should === undefined ? `has a ${name} too many` : `has another ${name}`];
}

/** What a manifest says, less names and times. */
function shapeOf({ manifest }: Made): string {
  const windows = (manifest?.windows ?? []).map((window) =>
    window.state === "done"
      ? [window.start, window.end, window.gif.frames, window.gif.sizeBytes, window.frames]
      : [window.start, window.reason],
  );
  return JSON.stringify({ state: manifest?.state, totals: manifest?.totals, windows });
}

/** `videoCompleted` once for the version that holds; an event that was published twice has two ids. */
function wronglyTold({ heard, made, tellsTwice }: Evidence, { key }: Clip): string[] {
  const manifest = made.get(key)?.manifest;
  if (manifest === undefined) return [];
  const { sequencer } = manifest.source;
  const told = completionsOf(heard, key).filter(
    ({ detail }) => detail.data?.sequencer === sequencer,
  );
  const ids = new Set(told.map(({ id }) => id)).size;
  const contents = new Set(told.map(({ detail }) => JSON.stringify(detail.data)));
  if (ids === 0) return ["videoCompleted was never told"];
  if (contents.size > 1) return ["videoCompleted was told in two ways"];
  return ids === 1 || tellsTwice ? [] : [`videoCompleted was told ${ids} times`];
}

function completionsOf(heard: readonly Heard[], key: string): readonly Heard[] {
  return heard.filter(
    ({ detail, ...event }) => event["detail-type"] === "videoCompleted" && detail.data?.key === key,
  );
}

/** How many clips were told of more than once. */
export function toldAgain({ heard, clips }: Evidence): number {
  const times = clips.map(({ key }) => new Set(completionsOf(heard, key).map(({ id }) => id)).size);
  return times.filter((count) => count > 1).length;
}
