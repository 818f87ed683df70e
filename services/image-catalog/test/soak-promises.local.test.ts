import { describe, expect, test } from "vitest";
import type { CatalogRow, Evidence } from "../soak/evidence.ts";
import type { Picture } from "../soak/pictures.ts";
import { violationsOf } from "../soak/promises.ts";
import { attemptsOf, type Attempt, type Run } from "../soak/runs.ts";

const KEY = "soak/1.jpg";

function aPicture(status: Picture["expected"]["status"]): Picture {
  const expected = { file: "1.jpg", status, labels: [], text: [] };
  return { key: KEY, expected, contents: ["1.jpg"] };
}

function aRow(over: Partial<CatalogRow>): CatalogRow {
  return {
    status: "CATALOGUED",
    reason: "",
    decision: "",
    detectedObjects: "[]",
    detectedText: "[]",
    ...over,
  };
}

function anAttempt(action: string, over: Partial<Attempt> = {}): Attempt {
  return { action, scheduledAtMs: 1000, endedAtMs: 2000, ...over };
}

function aRun(attempts: readonly Attempt[] = [], over: Partial<Run> = {}): Run {
  return { key: KEY, sequencer: "01", status: "SUCCEEDED", attempts, ...over };
}

/** A catalogued image of which nothing is wrong. */
function someEvidence(over: Partial<Evidence> = {}): Evidence {
  const row = over.rows?.get(KEY) ?? aRow({});
  return {
    pictures: [aPicture("CATALOGUED")],
    rows: new Map([[KEY, row]]),
    runs: [aRun([anAttempt("detectLabels"), anAttempt("detectText")])],
    mails: [],
    decisions: [],
    deadLetters: [],
    streamDeadLetters: 0,
    listed: new Map([[row.status, [KEY]]]),
    calls: [],
    lastCalls: [],
    crashes: [],
    ...over,
  };
}

/** A flagged image that a moderator has refused. */
function refused(over: Partial<Evidence> = {}): Evidence {
  return someEvidence({
    pictures: [aPicture("FLAGGED")],
    rows: new Map([[KEY, aRow({ status: "REJECTED", decision: "reject", reason: "no" })]]),
    runs: [aRun([anAttempt("publish")])],
    mails: [KEY],
    decisions: [{ key: KEY, decision: "reject" }],
    ...over,
  });
}

function reasons(evidence: Evidence): string[] {
  return violationsOf(evidence).map(({ reason }) => reason);
}

const at = (seconds: number): Date => new Date(seconds * 1000);
const withRow = (over: Partial<CatalogRow>) => ({ rows: new Map([[KEY, aRow(over)]]) });

describe("violationsOf", () => {
  test("finds nothing where every promise was kept", () => {
    expect(violationsOf(someEvidence())).toEqual([]);
    expect(violationsOf(refused())).toEqual([]);
  });

  test("takes an image that failed with a dead letter for one that has ended", () => {
    const failed = withRow({ status: "FAILED", reason: "States.Timeout" });
    expect(reasons(someEvidence({ ...failed, deadLetters: [KEY] }))).toEqual([]);
    expect(reasons(someEvidence(failed))).toEqual(["failed without a dead letter: States.Timeout"]);
  });

  test.each<[string, Evidence, string]>([
    ["an image without a row", someEvidence({ rows: new Map(), listed: new Map() }), "has no row"],
    [
      "an image that never ended",
      someEvidence(withRow({ status: "PROCESSING" })),
      "is PROCESSING, not CATALOGUED: ",
    ],
    [
      "a rejected image that was good",
      someEvidence(withRow({ status: "REJECTED", reason: "InvalidImageFormatException" })),
      "is REJECTED, not CATALOGUED: InvalidImageFormatException",
    ],
    [
      "an upload that never started the workflow",
      someEvidence({ runs: [] }),
      "was uploaded 1 times, but 0 uploads arrived",
    ],
    [
      "a second paid look",
      someEvidence({ runs: [aRun([anAttempt("detectText")]), aRun([anAttempt("detectText")])] }),
      "detectText answered 2 times, not 1",
    ],
    ["a second mail", refused({ mails: [KEY, KEY] }), "2 mails for one decision"],
    ["a missing mail", refused({ mails: [] }), "no mail"],
    ["a mail about a clean image", someEvidence({ mails: [KEY] }), "1 mails about a clean image"],
    [
      "two decisions on one image",
      refused({
        decisions: [
          { key: KEY, decision: "reject" },
          { key: KEY, decision: "approve" },
        ],
      }),
      "2 decisions were accepted",
    ],
    [
      "an accepted decision that was lost",
      refused({ decisions: [{ key: KEY, decision: "approve" }] }),
      'the decision "approve" was accepted, but "reject" was recorded',
    ],
    [
      "an execution that still runs",
      someEvidence({ runs: [aRun([anAttempt("detectText")], { status: "RUNNING" })] }),
      "its execution still runs, at detectText",
    ],
    [
      "an image under two statuses in the lists",
      someEvidence({
        listed: new Map([
          ["CATALOGUED", [KEY]],
          ["REJECTED", [KEY]],
        ]),
      }),
      `lists ${KEY} as REJECTED`,
    ],
    ["an image that no list has", someEvidence({ listed: new Map() }), `lists ${KEY} 0 times`],
    [
      "a caller who was left waiting",
      someEvidence({ calls: [{ key: KEY, outcome: { kind: "hang" }, shouldBeFlagged: false }] }),
      "neither answer nor error",
    ],
    [
      "a wrong verdict",
      someEvidence({
        calls: [
          {
            key: KEY,
            outcome: { kind: "answer", status: 200, body: {} },
            flagged: true,
            shouldBeFlagged: false,
          },
        ],
      }),
      "answered flagged: true",
    ],
    [
      "a function that does not recover",
      someEvidence({
        lastCalls: [{ key: KEY, outcome: { kind: "gone" }, shouldBeFlagged: false }],
      }),
      'no verdict when all faults were over: {"kind":"gone"}',
    ],
  ])("names %s", (_what, evidence, reason) => {
    expect(reasons(evidence)).toContain(reason);
  });

  test("allows a second mail only for a publish that a crash has interrupted", () => {
    const twice = { mails: [KEY, KEY] };
    const during = [{ killedAtMs: 1500, readyAtMs: 1800 }];
    const after = [{ killedAtMs: 2500, readyAtMs: 2800 }];
    expect(reasons(refused({ ...twice, crashes: during }))).toEqual([]);
    expect(reasons(refused({ ...twice, crashes: after }))).toEqual(["2 mails for one decision"]);
  });
});

describe("attemptsOf", () => {
  test("finds the end of each attempt, in branches that take turns", () => {
    const attempts = attemptsOf([
      { id: 1, timestamp: at(1), type: "ExecutionStarted" },
      {
        id: 2,
        previousEventId: 1,
        timestamp: at(2),
        type: "TaskScheduled",
        taskScheduledEventDetails: {
          resourceType: "a",
          resource: "one",
          region: "",
          parameters: "",
        },
      },
      {
        id: 3,
        previousEventId: 1,
        timestamp: at(3),
        type: "TaskScheduled",
        taskScheduledEventDetails: {
          resourceType: "a",
          resource: "two",
          region: "",
          parameters: "",
        },
      },
      { id: 4, previousEventId: 2, timestamp: at(4), type: "TaskStarted" },
      {
        id: 5,
        previousEventId: 4,
        timestamp: at(5),
        type: "TaskFailed",
        taskFailedEventDetails: { resourceType: "a", resource: "one", error: "Busy" },
      },
    ]);
    expect(attempts).toEqual([
      { action: "one", scheduledAtMs: 2000, endedAtMs: 5000, error: "Busy" },
      { action: "two", scheduledAtMs: 3000 },
    ]);
  });
});
