import { identityDocuments, matches, type Statement, statementsOf } from "../policy.ts";
import { type Problem, rule } from "../rule.ts";
import { ofType } from "../template.ts";
import { listOf, references, textOf } from "../value.ts";

/** Actions that may be allowed on everything, each with the reason. */
const EVERYWHERE: Readonly<Record<string, string>> = {
  "xray:PutTraceSegments": "a trace has no resource to name",
  "xray:PutTelemetryRecords": "a trace has no resource to name",
  "xray:GetSampling*": "sampling rules are the account's",
  "rekognition:Detect*": "detection on images has no resource to name",
  "textract:DetectDocumentText": "detection on documents has no resource to name",
  "cloudwatch:PutMetricData": "a metric has no resource to name",
  "logs:CreateLogDelivery": "log delivery of Step Functions has no resource to name",
  "logs:GetLogDelivery": "as above",
  "logs:UpdateLogDelivery": "as above",
  "logs:DeleteLogDelivery": "as above",
  "logs:ListLogDeliveries": "as above",
  "logs:PutResourcePolicy": "as above",
  "logs:DescribeResourcePolicies": "as above",
  "logs:DescribeLogGroups": "as above",
  "ec2:Describe*": "describing the network has no resource to name",
  "ec2:CreateNetworkInterface": "Lambda in a VPC: the interface does not exist yet",
  "ec2:DeleteNetworkInterface": "Lambda in a VPC: the interface's id is not known before",
  "dynamodb:ListStreams": "a list has no resource to name",
  "kinesis:ListStreams": "a list has no resource to name",
};

/** AWS's own policies that may be attached: they allow nothing that has a resource to name, or the logs of a region's APIs. */
const MANAGED_POLICIES =
  /:policy\/(?:AWSXRayDaemonWriteAccess|service-role\/(?:AWSLambdaVPCAccessExecutionRole|AmazonAPIGatewayPushToCloudWatchLogs))$/u;

/** A right says which action. */
export const noWildcardActions = rule(
  "no-wildcard-actions",
  function* (template): Generator<Problem> {
    for (const { id, statement } of granted(template)) {
      for (const action of statement.actions) {
        if (/^(?:\*|[\w-]+:\*)$/u.test(action)) yield [id, `allows ${action}: name the actions`];
      }
      if (statement.isInverted) yield [id, "allows everything but something: name what is allowed"];
    }
    for (const { id, properties } of ofType(template, "AWS::IAM::Role")) {
      const unknown = listOf(properties["ManagedPolicyArns"])
        .filter((arn) => references(arn).size === 0 || textOf(arn).includes(":policy/"))
        .map(textOf)
        .filter((arn) => !MANAGED_POLICIES.test(arn));
      for (const arn of unknown) yield [id, `takes ${arn} whole: name the actions`];
    }
  },
);

/** A right says on what, unless there is nothing to name. */
export const noWildcardResources = rule("no-wildcard-resources", function* (template) {
  for (const { id, statement } of granted(template)) {
    if (!statement.resources.map(textOf).some(isEverything)) continue;
    for (const action of statement.actions) {
      const isKnown = Object.keys(EVERYWHERE).some((pattern) => matches(pattern, action));
      if (!isKnown) yield [id, `allows ${action} on everything: name the resource`];
    }
  }
});

/** `*`, or an ARN whose last part is: `arn:aws:s3:::*`, `arn:aws:dynamodb:eu-west-1:*:table/*`. */
function isEverything(resource: string): boolean {
  if (resource === "*") return true;
  const name = resource
    .replaceAll(/\$\{AWS::\w+\}/gu, "x")
    .split(":")
    .slice(5)
    .join(":");
  return resource.startsWith("arn:") && /^(?:[a-z-]+[:/])?\*(?:[:/]\*)*$/u.test(name);
}

function granted(template: Parameters<typeof identityDocuments>[0]): readonly {
  readonly id: string;
  readonly statement: Statement;
}[] {
  return identityDocuments(template).flatMap(({ id, document }) =>
    statementsOf(document)
      .filter(({ isAllowed }) => isAllowed)
      .map((statement) => ({ id, statement })),
  );
}
