import { globSync } from "node:fs";
import { basename, dirname } from "node:path";
import { packageService } from "./templates/package-service.ts";
import { type Finding, lineOf } from "./templates/rule.ts";
import { RULES } from "./templates/rules.ts";
import { SchemaChecker } from "./templates/schema.ts";
import { stateMachineLanguage } from "./templates/state-machines.ts";
import { zipProblems } from "./templates/zips.ts";

/*
 * Packages every service with the real CLI, which is given no credentials, and looks at what would be
 * deployed: AWS's own checker, the language of state machines, our rules, and the zips.
 */
const counts = { templates: 0, resources: 0, zips: 0 };
const findings: Finding[] = [];
const rules = [...RULES, stateMachineLanguage];

using checker = new SchemaChecker();
for (const path of globSync("services/*/serverless.yml").sort()) {
  const service = basename(dirname(path));
  findings.push(...(await look(service).catch((error: unknown) => [notPackaged(service, error)])));
}
for (const finding of findings) console.error(lineOf(finding));
console.log(
  `templates: ${counts.templates} with ${counts.resources} resources and ${counts.zips} zips, ${rules.length} rules`,
);
if (findings.length > 0) process.exitCode = 1;
if (Object.values(counts).includes(0)) {
  console.error("templates: nothing looked at");
  process.exitCode = 1;
}

async function look(service: string): Promise<readonly Finding[]> {
  await using packaged = await packageService(service);
  const { template, templatePath, functions } = packaged;
  const schema = checker.check(service, templatePath);
  if (schema.resources !== template.resources.size) {
    throw new Error(
      `AWS's checker read ${schema.resources} of ${template.resources.size} resources`,
    );
  }
  counts.templates += 1;
  counts.resources += template.resources.size;
  counts.zips += functions.length;
  for (const { id, reasons } of template.resources.values()) {
    for (const [rule, why] of Object.entries(reasons))
      console.log(`${service}/${id}: ${rule} waived: ${why}`);
  }
  const zips = await Promise.all(
    functions.map(async (packed) =>
      (await zipProblems(packed)).map(([rule, problem]) => ({
        service,
        resource: packed.id,
        rule,
        problem,
      })),
    ),
  );
  return [...schema.findings, ...rules.flatMap((rule) => rule.find(template)), ...zips.flat()];
}

function notPackaged(service: string, error: unknown): Finding {
  const problem = error instanceof Error ? error.message : String(error);
  return { service, resource: "serverless.yml", rule: "package", problem };
}
