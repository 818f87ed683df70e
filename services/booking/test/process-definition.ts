import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "@blueprints/local-cloud/state-machine-testing";
import { parse, type ScalarTag } from "yaml";

const FILE = join(import.meta.dirname, "../src/workflows/process-booking.asl.yml");

// Resources get their logical ids for names: `!GetAtt SeatStepLambdaFunction.Arn` is "SeatStepLambdaFunction".
const REF: ScalarTag = { tag: "!Ref", resolve: (logicalId) => logicalId };
const GET_ATT: ScalarTag = {
  tag: "!GetAtt",
  resolve: (attribute) => attribute.replace(/\..*$/u, ""),
};

/** The state machine as the service deploys it, in a stack whose resources are called by their logical ids. */
export function processDefinition(): Json {
  const options = { customTags: [REF, GET_ATT], merge: true };
  return parse(readFileSync(FILE, "utf8"), options) as Json;
}
