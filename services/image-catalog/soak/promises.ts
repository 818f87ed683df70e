import type { Violation } from "../../../scripts/soak/soak.ts";
import type { CatalogRow, Evidence } from "./evidence.ts";
import type { Picture } from "./pictures.ts";
import type { Attempt, Run } from "./runs.ts";

const PAID = ["detectModerationLabels", "detectLabels", "detectText"];
const MAIL = "publish";

/** What the service promises of each image, and where it was not so. */
export function violationsOf(evidence: Evidence): Violation[] {
  return [
    ...evidence.pictures.flatMap((picture) => {
      const reasons = [
        ...wrongResult(evidence, picture),
        ...lost(evidence, picture),
        ...paidTwice(evidence, picture),
        ...mailedWrongly(evidence, picture),
        ...decidedWrongly(evidence, picture),
      ];
      return reasons.map((reason) => ({ subject: picture.key, reason }));
    }),
    ...unknownRows(evidence),
    ...stuck(evidence),
    ...unanswered(evidence),
    ...unlisted(evidence),
  ];
}

/** Exactly one final status, the one that the file and the moderator call for; or a dead letter. */
function wrongResult({ rows, deadLetters }: Evidence, { key, expected }: Picture): string[] {
  const row = rows.get(key);
  if (row === undefined) return ["has no row"];
  if (row.status === "FAILED") {
    return deadLetters.includes(key) ? [] : [`failed without a dead letter: ${row.reason}`];
  }
  const wanted = expected.status === "FLAGGED" ? afterDecision(row) : expected.status;
  if (row.status !== wanted) return [`is ${row.status}, not ${wanted}: ${row.reason}`];
  if (row.status !== "CATALOGUED") return row.reason === "" ? ["has no reason"] : [];
  const missing = [
    ...expected.labels.filter(lacks(row.detectedObjects)),
    ...expected.text.filter(lacks(row.detectedText)),
  ];
  return missing.map((found) => `is catalogued without "${found}"`);
}

function lacks(text: string) {
  return (found: string): boolean => !text.includes(`"${found}"`);
}

function afterDecision({ decision }: CatalogRow): string {
  if (decision === "approve") return "CATALOGUED";
  return decision === "reject" ? "REJECTED" : "decided on";
}

/** Every acknowledged upload has started the workflow. */
function lost({ runs }: Evidence, { key, contents }: Picture): string[] {
  const uploads = new Set(runsOf(runs, key).map(({ sequencer }) => sequencer)).size;
  return uploads === contents.length
    ? []
    : [`was uploaded ${contents.length} times, but ${uploads} uploads arrived`];
}

/** One paid answer for each step and upload, however often its events came; a repeat after a failure is due. */
function paidTwice({ runs }: Evidence, { key, contents }: Picture): string[] {
  const own = runsOf(runs, key);
  const failed = own.filter(({ status }) => status === "FAILED").length;
  return PAID.flatMap((action) => {
    const answers = own.flatMap(({ attempts }) => attempts.filter(succeeded(action))).length;
    const allowed = contents.length + failed;
    return answers > allowed ? [`${action} answered ${answers} times, not ${allowed}`] : [];
  });
}

/** A mail for each decision that a moderator has to make, and no other. */
function mailedWrongly({ rows, runs, mails, crashes }: Evidence, { key, expected }: Picture) {
  const count = mails.filter((mail) => mail === key).length;
  if (expected.status !== "FLAGGED")
    return count === 0 ? [] : [`${count} mails about a clean image`];
  const publishes = runsOf(runs, key).flatMap(({ attempts }) => attempts.filter(isOf(MAIL)));
  const interrupted = publishes.filter((attempt) => crashes.some(spans(attempt))).length;
  if (count > 1 + interrupted) return [`${count} mails for one decision`];
  return count === 0 && rows.get(key)?.status !== "FAILED" ? ["no mail"] : [];
}

/** A decision that was accepted counts, and only one is. */
function decidedWrongly({ rows, decisions }: Evidence, { key }: Picture): string[] {
  const accepted = decisions.filter((decision) => decision.key === key);
  if (accepted.length > 1) return [`${accepted.length} decisions were accepted`];
  const decision = accepted[0]?.decision;
  const recorded = rows.get(key)?.decision;
  return decision === undefined || decision === recorded
    ? []
    : [`the decision "${decision}" was accepted, but "${recorded}" was recorded`];
}

function unknownRows({ rows, pictures }: Evidence): Violation[] {
  const known = new Set(pictures.map(({ key }) => key));
  return [...rows.keys()]
    .filter((key) => !known.has(key))
    .map((subject) => ({ subject, reason: "has a row, but was never uploaded" }));
}

function stuck({ runs }: Evidence): Violation[] {
  return runs
    .filter(({ status }) => status === "RUNNING")
    .map(({ key, attempts }) => {
      const last = attempts.at(-1);
      return {
        subject: key,
        reason: `its execution still runs, at ${last?.action ?? "its start"}`,
      };
    });
}

/** Callers saw an answer or an error, and the verdicts they saw were right. */
function unanswered({ calls, lastCalls }: Evidence): Violation[] {
  const during = calls.flatMap(({ key, outcome, flagged, shouldBeFlagged }) => {
    const subject = `POST /moderation of ${key}`;
    if (outcome.kind === "hang") return [{ subject, reason: "neither answer nor error" }];
    if (flagged === undefined || flagged === shouldBeFlagged) return [];
    return [{ subject, reason: `answered flagged: ${flagged}` }];
  });
  const after = lastCalls.filter(({ flagged, shouldBeFlagged }) => flagged !== shouldBeFlagged);
  return [
    ...during,
    ...after.map(({ key, outcome }) => ({
      subject: `POST /moderation of ${key}`,
      reason: `no verdict when all faults were over: ${JSON.stringify(outcome)}`,
    })),
  ];
}

/** `GET /images` lists every image once, under the status that its row has. */
function unlisted({ rows, listed, streamDeadLetters }: Evidence): Violation[] {
  if (streamDeadLetters > 0) return []; // the index then lacks what the dead letters name
  const subject = "GET /images";
  const places = [...listed].flatMap(([status, keys]) => keys.map((key) => ({ status, key })));
  const wrong = places.filter(({ status, key }) => rows.get(key)?.status !== status);
  const counts = Map.groupBy(places, ({ key }) => key);
  const missing = [...rows.keys()].filter((key) => counts.get(key)?.length !== 1);
  return [
    ...wrong.map(({ status, key }) => ({ subject, reason: `lists ${key} as ${status}` })),
    ...missing.map((key) => ({
      subject,
      reason: `lists ${key} ${counts.get(key)?.length ?? 0} times`,
    })),
  ];
}

function runsOf(runs: readonly Run[], key: string): Run[] {
  return runs.filter((run) => run.key === key);
}

function isOf(action: string) {
  return (attempt: Attempt): boolean => attempt.action === action;
}

function succeeded(action: string) {
  return (attempt: Attempt): boolean =>
    attempt.action === action && attempt.endedAtMs !== undefined && attempt.error === undefined;
}

/** Whether an attempt was under way while the cloud was killed, so that it was made twice. */
function spans({ scheduledAtMs, endedAtMs = Number.POSITIVE_INFINITY }: Attempt) {
  return ({ killedAtMs, readyAtMs }: { killedAtMs: number; readyAtMs: number }): boolean =>
    scheduledAtMs <= readyAtMs && endedAtMs >= killedAtMs;
}
