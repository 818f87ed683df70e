import { globSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** What a service's samples/push.ts exports. */
interface Samples {
  pushSamples(target: { stage: string; print: (line: string) => void }): Promise<boolean>;
}

/** What became of one service's samples; its lines are kept until its turn comes. */
interface Pushed {
  readonly service: string;
  readonly lines: readonly string[];
  readonly isWell: boolean;
}

/**
 * Pushes the samples of all services through, all at once since most of the time is waiting, and
 * prints what each said in one piece, in the order of the services' names.
 *
 * @returns False when a service's samples ended otherwise than they should.
 */
export async function pushSamples(stage: string, print: (line: string) => void): Promise<boolean> {
  const pushes = globSync("services/*/samples/push.ts")
    .sort()
    .map((path) => push(path, stage));
  let allWell = pushes.length > 0;
  for (const pushing of pushes) {
    const { service, lines, isWell } = await pushing;
    print(`\n── ${service} ──`);
    for (const line of lines) print(line);
    allWell &&= isWell;
  }
  return allWell;
}

async function push(path: string, stage: string): Promise<Pushed> {
  const service = basename(dirname(dirname(path)));
  const lines: string[] = [];
  try {
    // oxlint-disable-next-line typescript/consistent-type-assertions -- every samples/push.ts exports this
    const samples = (await import(pathToFileURL(resolve(path)).href)) as Samples;
    const isWell = await samples.pushSamples({ stage, print: (line) => lines.push(line) });
    return { service, lines, isWell };
  } catch (error) {
    lines.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return { service, lines, isWell: false };
  }
}
