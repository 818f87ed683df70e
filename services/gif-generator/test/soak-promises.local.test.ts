import { describe, expect, test } from "vitest";
import type { Heard } from "../soak/ears.ts";
import type { Evidence, Made } from "../soak/evidence.ts";
import { violationsOf } from "../soak/promises.ts";
import { manifestOf } from "../src/domain/manifest.ts";
import { aVideo, aWindow } from "./video-builders.ts";

const KEY = "clip.mp4";
const GIF = "*/*-0.gif";
const STILL = "*/*-0-frame-1.jpg";
const FACTS = { durationSeconds: 1, width: 96, height: 54, codec: "h264" };

function made(files: Record<string, string>, seconds = 1): Made {
  const manifest = manifestOf(aVideo(), FACTS, [aWindow({ start: 0, seconds })]);
  return { files: new Map(Object.entries(files)), manifest };
}

const WHOLE = made({ [GIF]: "a", [STILL]: "b" });

function told(id: string, over: Record<string, unknown> = {}): Heard {
  const data = { key: KEY, sequencer: "01", ...over };
  return { id, "detail-type": "videoCompleted", detail: { data } };
}

/** A clip of which nothing is wrong. */
function someEvidence(over: Partial<Evidence> & { readonly is?: Made } = {}): Evidence {
  const { is = WHOLE, ...rest } = over;
  return {
    clips: [{ key: KEY, contents: ["long", "short"] }],
    made: new Map([[KEY, is]]),
    wanted: new Map([["short", WHOLE]]),
    heard: [told("1"), told("1")],
    leftFiles: [],
    letters: [],
    tellsTwice: false,
    ...rest,
  };
}

function reasons(evidence: Evidence): string[] {
  return violationsOf(evidence).map(({ reason }) => reason);
}

describe("violationsOf", () => {
  test("finds nothing where every promise was kept, however often an event was delivered", () => {
    expect(violationsOf(someEvidence())).toEqual([]);
  });

  test.each<[string, Evidence, string]>([
    [
      "a clip without a manifest",
      someEvidence({ is: { files: WHOLE.files, manifest: undefined } }),
      "has no manifest",
    ],
    ["a missing still", someEvidence({ is: made({ [GIF]: "a" }) }), `has no ${STILL}`],
    [
      "another GIF than that of the undisturbed run",
      someEvidence({ is: made({ [GIF]: "x", [STILL]: "b" }) }),
      `has another ${GIF}`,
    ],
    [
      "a still of an older, longer version",
      someEvidence({ is: made({ [GIF]: "a", [STILL]: "b", "*/*-0-frame-2.jpg": "c" }) }),
      "has a */*-0-frame-2.jpg too many",
    ],
    ["news that never came", someEvidence({ heard: [] }), "videoCompleted was never told"],
    [
      "news of an older version only",
      someEvidence({ heard: [told("1", { sequencer: "00" })] }),
      "videoCompleted was never told",
    ],
    [
      "news that was published twice",
      someEvidence({ heard: [told("1"), told("2")] }),
      "videoCompleted was told 2 times",
    ],
    [
      "news that differ",
      someEvidence({ heard: [told("1"), told("2", { gifs: 2 })], tellsTwice: true }),
      "videoCompleted was told in two ways",
    ],
    ["a file left behind", someEvidence({ leftFiles: ["window-1/w.gif"] }), "was left behind"],
    ["a letter that stays", someEvidence({ letters: ["{}"] }), "was not redriven"],
  ])("names %s", (_what, evidence, reason) => {
    expect(reasons(evidence)).toContain(reason);
  });

  test("names a manifest that counts otherwise", () => {
    const is = made(Object.fromEntries(WHOLE.files), 2);
    expect(reasons(someEvidence({ is }))).toEqual([expect.stringContaining("its manifest says")]);
  });

  test("lets news be published twice only where somebody was killed in between", () => {
    const heard = [told("1"), told("2")];
    expect(reasons(someEvidence({ heard, tellsTwice: true }))).toEqual([]);
  });
});
