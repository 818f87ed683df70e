import { existsSync, globSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { readOptions, type SoakOptions } from "./read-options.ts";
import { reportText } from "./report-text.ts";
import { runSoak, type Soak } from "./soak.ts";

const SERVICES = join(import.meta.dirname, "../../services");

const [service, ...args] = process.argv.slice(2);
const file = join(SERVICES, service ?? "", "soak/scenario.ts");
if (service === undefined || basename(service) !== service || !existsSync(file)) usage();

// oxlint-disable-next-line typescript/consistent-type-assertions -- every soak/scenario.ts exports this
const { soak } = (await import(pathToFileURL(file).href)) as { soak: Soak };
const { size, seed } = options();
// The cloud's process ends with this one only if this one exits, not if it is ended.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
const report = await runSoak({
  service,
  soak,
  size,
  seed,
  progress: (text) => process.stderr.write(`${service}: ${text} …\n`),
});
console.log(`\n${reportText(report)}`);
process.exitCode = report.violations.length === 0 ? 0 : 1;

function options(): SoakOptions {
  try {
    return readOptions(soak, args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return usage();
  }
}

function usage(): never {
  const names = globSync("*/soak/scenario.ts", { cwd: SERVICES })
    .map((path) => dirname(dirname(path)))
    .sort();
  console.error(`Usage: pnpm soak <service> [--<inputs> 200] [--seed 7] [--short]

Deploys the service to a local cloud of its own, orders faults, kills functions and the cloud itself
while inputs are under way, and checks afterwards that every promise was kept; exits with 1 if not.
  services: ${names.join(", ")}
  --<inputs>  how many, by the service's own word: --images
  --seed      other faults
  --short     the form that the tests run`);
  process.exit(2);
}
