import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "@blueprints/local-cloud/state-machine-testing";
import { parse, type ScalarTag } from "yaml";

const FILE = join(import.meta.dirname, "../src/workflows/image-catalog.asl.yml");

/** How long a moderator has in tests: the clock of a test goes second by second. */
const TIME_LIMIT_SECONDS = 60;

// Resources get their logical ids for names: `!Ref CatalogTable` and `#{CatalogTable}` are "CatalogTable".
const REF: ScalarTag = { tag: "!Ref", resolve: (logicalId) => logicalId };

/** The state machine as the service deploys it, in a stack whose resources are called by their logical ids. */
export function workflowDefinition(): Json {
  const text = readFileSync(FILE, "utf8")
    .replaceAll(/#\{(\w+)\}/gu, "$1")
    .replaceAll("${param:decisionTimeLimitSeconds}", String(TIME_LIMIT_SECONDS));
  return parse(text, { customTags: [REF] }) as Json;
}
