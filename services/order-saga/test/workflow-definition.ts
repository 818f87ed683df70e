import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "@blueprints/local-cloud/state-machine-testing";
import { parse, type ScalarTag } from "yaml";

const FILE = join(import.meta.dirname, "../src/workflows/order-saga.asl.yml");

// Resources get their logical ids for names: `!GetAtt PlaceOrderLambdaFunction.Arn` is "PlaceOrder".
const TAGS: ScalarTag[] = [
  { tag: "!Ref", resolve: (logicalId) => logicalId },
  { tag: "!GetAtt", resolve: (attribute) => attribute.replace("LambdaFunction.Arn", "") },
];

/** The state machine as the service deploys it, in a stack whose resources are called by their logical ids. */
export function workflowDefinition(): Json {
  const text = readFileSync(FILE, "utf8").replaceAll("${param:waitSeconds}", "30");
  return parse(text, { customTags: TAGS, maxAliasCount: -1 }) as Json;
}
