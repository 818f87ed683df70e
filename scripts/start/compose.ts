import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import * as z from "zod";

const Compose = z.object({ services: z.record(z.string(), z.object({ path: z.string() })) });

/** A service of serverless-compose.yml and the folder that it is in. */
export interface ComposedService {
  readonly name: string;
  readonly path: string;
}

/** The services that serverless-compose.yml names, in its order. */
export function composedServices(): ComposedService[] {
  const { services } = Compose.parse(parse(readFileSync("serverless-compose.yml", "utf8")));
  return Object.entries(services).map(([name, { path }]) => ({ name, path }));
}

/**
 * Runs serverless-compose to its end.
 *
 * @throws Error with everything that it printed, when it fails.
 */
export function runCompose(args: readonly string[]): Promise<void> {
  return new Promise((done, reject) => {
    const child = spawn("osls-compose", args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, FORCE_COLOR: "0" },
    });
    const kept: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text: string) => {
        kept.push(text);
      });
    }
    child.once("error", reject);
    child.once("close", (status) => {
      if (status === 0) done();
      else reject(new Error(`serverless-compose ${args.join(" ")} failed:\n${kept.join("")}`));
    });
  });
}
