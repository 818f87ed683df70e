import { PLUGINS } from "./plugins.ts";
import { loadModel } from "./protocol/model.ts";
import type { AnyPlugin } from "./service.ts";
import { SERVICE_TABLE, type ServiceRow } from "./service-table.ts";
import { RESOURCE_TYPES } from "./stacks/resource-types.ts";

const HEADER = `# What the local cloud emulates

Made from the code by \`pnpm --filter @blueprints/local-cloud support\`; a test fails when it is out
of date. **yes**: behaves as AWS does in what the services of this repository, \`sls\` and a normal
inspection need. **partial**: there, with the stated gaps. Every other operation of these services,
and every other service, answers 501 \`NotEmulated\`.
`;

/** The support table of every service, as Markdown. */
export async function supportMatrix(): Promise<string> {
  const sections = await Promise.all(SERVICE_TABLE.map(section));
  return `${HEADER}\n${sections.join("\n")}\n${resourceTypes()}`;
}

/** What stacks may hold. A property that is in neither column fails the deployment. */
function resourceTypes(): string {
  const rows = RESOURCE_TYPES.map(
    ({ type, supported, storedOnly }) =>
      `| ${type} | ${supported.join(", ")} | ${storedOnly.join(", ")} |`,
  );
  return `## CloudFormation resource types

Every other type, and every property that is named in neither column, fails the deployment.

| type | properties | stored, without effect |
| --- | --- | --- |
${rows.sort().join("\n")}
`;
}

async function section(row: ServiceRow): Promise<string> {
  const model = await loadModel(row);
  const plugin = PLUGINS.find(({ id }) => id === row.id);
  const names = [...model.operations.keys()].sort();
  const there = names.filter(
    (name) => plugin !== undefined && Object.hasOwn(plugin.operations, name),
  );
  const missing = names.filter((name) => !there.includes(name));
  const noted = there.filter((name) => noteOf(plugin, name) !== undefined);
  const plain = there.filter((name) => noteOf(plugin, name) === undefined);
  const parts = [
    `## ${row.id}\n`,
    `${there.length} of ${names.length} operations.\n`,
    ...(noted.length > 0 ? [notes(plugin, noted)] : []),
    ...(plain.length > 0 ? [`yes: ${plain.join(", ")}\n`] : []),
    ...(missing.length > 0 ? [`no: the other ${missing.length}\n`] : []),
  ];
  return parts.join("\n");
}

function notes(plugin: AnyPlugin | undefined, names: readonly string[]): string {
  const rows = names.map((name) => {
    const { level = "", note = "" } = noteOf(plugin, name) ?? {};
    return `| ${name} | ${level} | ${note.replaceAll("|", "\\|")} |`;
  });
  return `| operation | support | note |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
}

function noteOf(plugin: AnyPlugin | undefined, name: string) {
  return plugin?.support?.[name];
}
