import { type Edge, edgesOf } from "../edges.ts";
import { roleAllows, serviceAllowed } from "../policy.ts";
import { type Problem, rule } from "../rule.ts";
import { ofType, type Resource, type Template } from "../template.ts";
import { listOf, numberOf, referenceOf, references, textOf } from "../value.ts";

const MAX_RETENTION_SECONDS = 1_209_600; // 14 days; SQS's longest
const DEFAULT_RETENTION_SECONDS = 345_600; // 4 days; SQS

/** What a role needs to write to each kind of destination. */
const WRITE: Readonly<Record<string, string>> = {
  "AWS::SQS::Queue": "sqs:SendMessage",
  "AWS::SNS::Topic": "sns:Publish",
  "AWS::Lambda::Function": "lambda:InvokeFunction",
  "AWS::Events::EventBus": "events:PutEvents",
  "AWS::S3::Bucket": "s3:PutObject",
};

/** Edges whose dead letters are a resource of the template, with that resource. */
function lead(template: Template): readonly { edge: Edge; to: Resource }[] {
  return edgesOf(template).flatMap((edge) => {
    const to = template.resources.get(referenceOf(edge.destination) ?? "");
    return to === undefined ? [] : [{ edge, to }];
  });
}

/** What cannot be delivered goes somewhere, and somewhere in this template, where it is watched. */
export const deadLetters = rule("dead-letters", function* (template): Generator<Problem> {
  for (const { owner, label, property, destination } of edgesOf(template)) {
    if (destination === undefined) yield [owner, `${label}: lost when it fails; set ${property}`];
    else if (!template.resources.has(referenceOf(destination) ?? "")) {
      yield [owner, `${label}: its dead letters are no resource of this template`];
    }
  }
});

/** A destination that its writer may not write to loses as silently as none. */
export const deadLetterPermission = rule("dead-letter-permission", function* (template) {
  for (const { edge, to } of lead(template)) {
    const action = WRITE[to.type];
    if (action === undefined)
      yield [edge.owner, `${edge.label}: a ${to.type} takes no dead letters`];
    else if (!mayWrite(template, edge, { action, on: to.id })) {
      yield [
        edge.owner,
        `${edge.label}: nothing allows ${action} on ${to.id} to ${writerOf(edge)}`,
      ];
    }
  }
});

function mayWrite(
  template: Template,
  { writer }: Edge,
  { action, on }: { readonly action: string; readonly on: string },
): boolean {
  if ("redrive" in writer) return true;
  if ("service" in writer) {
    return serviceAllowed(template, on, { action, service: writer.service });
  }
  return writer.role !== undefined && roleAllows(template, writer.role, { action, on });
}

function writerOf({ writer }: Edge): string {
  if ("redrive" in writer) return "SQS";
  return "service" in writer
    ? `${writer.service} (with aws:SourceArn or aws:SourceAccount)`
    : (writer.role ?? "its role, which is not in this template");
}

/** Dead letters wait as long as SQS lets them, and never less long than where they came from. */
export const deadLetterRetention = rule("dead-letter-retention", function* (template) {
  for (const queue of destinations(template)) {
    if (queue.type !== "AWS::SQS::Queue") continue;
    const seconds = numberOf(queue.properties["MessageRetentionPeriod"]);
    if (seconds !== MAX_RETENTION_SECONDS) {
      const kept = seconds ?? DEFAULT_RETENTION_SECONDS;
      yield [queue.id, `keeps dead letters ${kept} s; 14 days are ${MAX_RETENTION_SECONDS}`];
    }
  }
});

/** Whatever takes dead letters raises an alarm with the first one. */
export const deadLetterAlarm = rule("dead-letter-alarm", function* (template) {
  for (const { id, type } of destinations(template)) {
    const alarms = ofType(template, "AWS::CloudWatch::Alarm").filter(({ properties }) =>
      references([properties["Dimensions"], properties["Metrics"]]).has(id),
    );
    const watching = alarms.filter(
      ({ properties }) =>
        type !== "AWS::SQS::Queue" ||
        textOf(properties["MetricName"]) === "ApproximateNumberOfMessagesVisible",
    );
    if (watching.length === 0) {
      const metric = type === "AWS::SQS::Queue" ? "ApproximateNumberOfMessagesVisible" : "use";
      yield [id, `takes dead letters, and no alarm watches its ${metric}`];
    } else if (!watching.some(firesFromOneOn)) yield [id, "its alarm misses a single dead letter"];
  }
});

function destinations(template: Template): ReadonlySet<Resource> {
  return new Set(lead(template).map(({ to }) => to));
}

function firesFromOneOn({ properties }: Resource): boolean {
  const threshold = numberOf(properties["Threshold"]);
  if (threshold === undefined) return false;
  const operator = textOf(properties["ComparisonOperator"]);
  if (operator === "GreaterThanThreshold") return threshold >= 0 && threshold < 1;
  return operator === "GreaterThanOrEqualToThreshold" && threshold > 0 && threshold <= 1;
}

/** An alarm that tells nobody is none. */
export const alarmActions = rule("alarm-actions", function* (template) {
  for (const { id, properties } of ofType(template, "AWS::CloudWatch::Alarm")) {
    if (listOf(properties["AlarmActions"]).length === 0) yield [id, "tells nobody: AlarmActions"];
    if (properties["ActionsEnabled"] === false) yield [id, "its actions are switched off"];
  }
});

const WORKFLOW_METRICS = ["ExecutionsFailed", "ExecutionsTimedOut"];

/** A state machine runs while nobody waits: its failures are heard of only through alarms. */
export const workflowAlarm = rule("workflow-alarm", function* (template) {
  const alarms = ofType(template, "AWS::CloudWatch::Alarm");
  for (const { id } of ofType(template, "AWS::StepFunctions::StateMachine")) {
    const own = alarms.filter(({ properties }) => references(properties["Dimensions"]).has(id));
    const watched = new Set(own.map(({ properties }) => properties["MetricName"]));
    for (const metric of WORKFLOW_METRICS) {
      if (!watched.has(metric)) yield [id, `no alarm watches its ${metric}`];
    }
  }
});
