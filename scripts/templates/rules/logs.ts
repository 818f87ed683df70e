import { roleAllows } from "../policy.ts";
import { rule } from "../rule.ts";
import { ofType, type Template } from "../template.ts";
import { at, listOf, numberOf, referenceOf, references, textOf } from "../value.ts";

/** No log is kept for ever. */
export const logRetention = rule("log-retention", function* (template) {
  for (const { id, properties } of ofType(template, "AWS::Logs::LogGroup")) {
    if (numberOf(properties["RetentionInDays"]) === undefined) {
      yield [id, "is kept for ever: set RetentionInDays"];
    }
  }
});

const WRITES_LOGS = ["logs:CreateLogStream", "logs:PutLogEvents"];

/** A group that Lambda makes itself has no retention and outlives the stack; so each has one here. */
export const functionLogs = rule("function-logs", function* (template) {
  for (const { id, properties } of ofType(template, "AWS::Lambda::Function")) {
    const group = logGroupOf(template, properties);
    if (group === undefined) {
      yield [id, "has no log group in this template: /aws/lambda/<FunctionName>, or LoggingConfig"];
      continue;
    }
    const role = referenceOf(properties["Role"]);
    for (const action of WRITES_LOGS) {
      if (role !== undefined && !roleAllows(template, role, { action, on: group })) {
        yield [id, `its role ${role} may not ${action} on ${group}`];
      }
    }
  }
});

/** A workflow's history ends with its execution's retention; what failed is in the log. */
export const workflowLogs = rule("workflow-logs", function* (template) {
  for (const { id, properties } of ofType(template, "AWS::StepFunctions::StateMachine")) {
    const level = at(properties, "LoggingConfiguration", "Level");
    if (level === undefined || level === "OFF") yield [id, "logs nothing: LoggingConfiguration"];
    const groups = references(at(properties, "LoggingConfiguration", "Destinations"));
    const known = [...groups].map((group) => template.resources.get(group)?.type);
    if (!known.includes("AWS::Logs::LogGroup")) {
      yield [id, "logs to no log group of this template"];
    }
  }
});

/** Who called an API is known afterwards. */
export const apiLogs = rule("api-logs", function* (template) {
  for (const { id, properties } of ofType(template, "AWS::ApiGatewayV2::Stage")) {
    if (at(properties, "AccessLogSettings", "DestinationArn") === undefined) {
      yield [id, "has no access log: AccessLogSettings"];
    }
  }
  for (const { id, properties } of ofType(template, "AWS::ApiGateway::Stage")) {
    if (at(properties, "AccessLogSetting", "DestinationArn") === undefined) {
      yield [id, "has no access log: AccessLogSetting"];
    }
  }
  for (const { id, properties } of ofType(template, "AWS::ApiGateway::Deployment")) {
    if (properties["StageName"] !== undefined) {
      yield [id, "makes a stage that cannot have a log: leave StageName to a Stage"];
    }
  }
});

function logGroupOf(
  template: Template,
  properties: Readonly<Record<string, unknown>>,
): string | undefined {
  const named = at(properties, "LoggingConfig", "LogGroup");
  const name = textOf(named ?? `/aws/lambda/${textOf(properties["FunctionName"])}`);
  const referred = referenceOf(named);
  const group = ofType(template, "AWS::Logs::LogGroup").find(
    (candidate) =>
      candidate.id === referred ||
      listOf(candidate.properties["LogGroupName"]).map(textOf).includes(name),
  );
  return group?.id;
}
