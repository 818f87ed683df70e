import type { Job } from "../domain/job.ts";
import type { Destination, Jobs } from "./ports.ts";

/** Whether a job's version is still the newest of its name. */
export function isCurrentIn(jobs: Jobs, { name, run }: Job): () => Promise<boolean> {
  return async () => (await jobs.current(name))?.run === run;
}

/** Writes a small JSON object; false when a newer version has come. */
export async function writeText(
  destination: Destination,
  { key, text }: { readonly key: string; readonly text: string },
  isCurrent: () => Promise<boolean>,
): Promise<boolean> {
  const writer = destination.open(key, "application/json");
  await writer.write(Buffer.from(text));
  return writer.finish(isCurrent);
}
