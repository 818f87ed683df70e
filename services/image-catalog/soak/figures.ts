import type { Figure } from "../../../scripts/soak/soak.ts";
import type { Evidence } from "./evidence.ts";
import type { Moderators } from "./moderators.ts";

const REKOGNITION = /^detect/u;

/** What is told of a run beside the evidence. */
export interface Measured {
  readonly moderators: Pick<Moderators, "answers">;
  /** Images without a final status at each `kill -9`. */
  readonly underWay: readonly number[];
  /** From the first upload until everything was at rest. */
  readonly seconds: number;
}

/** The figures of a soak. */
export function figuresOf(evidence: Evidence, measured: Measured): Figure[] {
  const { pictures, rows, runs, mails, deadLetters, streamDeadLetters, calls } = evidence;
  const uploads = pictures.reduce((sum, { contents }) => sum + contents.length, 0);
  const attempts = runs.flatMap((run) => run.attempts);
  const looks = attempts.filter(({ action }) => REKOGNITION.test(action));
  const answered = looks.filter(({ endedAtMs, error }) => endedAtMs !== undefined && !error);
  const flagged = pictures.filter(({ expected }) => expected.status === "FLAGGED");
  const failed = pictures.filter(({ key }) => rows.get(key)?.status === "FAILED");
  const entries: Readonly<Record<string, string | number>> = {
    "images, uploads": `${pictures.length}, ${uploads}`,
    "images by status": tallied(pictures.map(({ key }) => rows.get(key)?.status ?? "no row")),
    "images that failed":
      failed.map(({ key }) => `${key}: ${rows.get(key)?.reason}`).join("; ") || 0,
    "images under way at each kill -9": measured.underWay.join(", "),
    "executions by status": tallied(runs.map(({ status }) => status)),
    "events that came again": runs.length - uploads,
    "tasks, attempts that failed": `${attempts.length}, ${attempts.filter(({ error }) => error).length}`,
    "errors retried or caught": tallied(attempts.flatMap(({ error }) => error ?? [])),
    "looks of Rekognition, answered": `${looks.length}, ${answered.length}`,
    "mails, flagged images": `${mails.length}, ${flagged.length}`,
    "answers to moderators": shown(measured.moderators.answers),
    "answers to POST /moderation": tallied(
      calls.map(({ outcome }) => {
        if (outcome.kind === "answer") return String(outcome.status);
        return outcome.kind === "error" ? outcome.name : outcome.kind;
      }),
    ),
    "dead letters, of the stream": `${deadLetters.length}, ${streamDeadLetters}`,
    "until all was at rest": `${measured.seconds.toFixed(1)} s`,
    "images a second": (pictures.length / measured.seconds).toFixed(1),
  };
  return Object.entries(entries).map(([name, value]) => ({ name, value: String(value) }));
}

function tallied(values: readonly string[]): string {
  const groups = Map.groupBy(values, (value) => value);
  return shown(new Map([...groups].map(([value, { length }]) => [value, length])));
}

/** Most frequent first. */
function shown(counts: ReadonlyMap<string, number>): string {
  const parts = [...counts].sort(([, a], [, b]) => b - a).map(([value, n]) => `${value} ${n}`);
  return parts.join(", ") || "none";
}
