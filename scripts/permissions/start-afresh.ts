import { referenceOf } from "../templates/value.ts";
import { mapResources, withProperties, type CompiledTemplate } from "./compiled-template.ts";
import type { Grant } from "./grants.ts";

const DAY_SECONDS = 86_400;

/** What a function does only in a new environment, and a poller only when it begins. */
const WHEN_STARTING: Readonly<Record<string, "function" | "poller">> = {
  "logs:CreateLogStream": "function",
  "secretsmanager:GetSecretValue": "function", // read at init, and kept for a while
  "ssm:GetParameter": "function",
  "dynamodb:DescribeStream": "poller",
  "dynamodb:GetShardIterator": "poller",
  "kinesis:GetShardIterator": "poller",
};

/**
 * Changes what uses a right in a way that makes it start anew, if it needs the right only then: a
 * function gets another description, an event source mapping another age of records.
 */
export function startAfresh(template: CompiledTemplate, grant: Grant): CompiledTemplate {
  const kind = WHEN_STARTING[grant.action];
  if (kind === undefined) return template;
  const functions = new Set(
    Object.entries(template.Resources)
      .filter(([, { Properties }]) => referenceOf(Properties["Role"]) === grant.holder)
      .map(([id]) => id),
  );
  return mapResources(template, (id, resource) => {
    if (kind === "function" && functions.has(id)) {
      return withProperties(resource, { Description: `without ${grant.action}` });
    }
    const target = referenceOf(resource.Properties["FunctionName"]) ?? "";
    const isPoller = resource.Type === "AWS::Lambda::EventSourceMapping" && functions.has(target);
    if (kind !== "poller" || !isPoller) return resource;
    return withProperties(resource, { MaximumRecordAgeInSeconds: DAY_SECONDS });
  });
}
