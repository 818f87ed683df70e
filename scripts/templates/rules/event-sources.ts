import { sourceOf } from "../edges.ts";
import { rule } from "../rule.ts";
import { ofType, type Resource, type Template } from "../template.ts";
import { at, isTrue, listOf, numberOf, referenceOf } from "../value.ts";

const VISIBILITY_FACTOR = 6; // of the function's time-out, which AWS asks for: Lambda, "Using Lambda with Amazon SQS"
const MIN_RECEIVES = 3;
const SECONDS_PER_HOUR = 3600;
const DEFAULT_VISIBILITY_SECONDS = 30; // SQS
const DEFAULT_RETENTION_SECONDS = 345_600; // 4 days; SQS
const DEFAULT_TIMEOUT_SECONDS = 3; // Lambda

function mappings(template: Template, source: "queue" | "stream"): readonly Resource[] {
  const all = ofType(template, "AWS::Lambda::EventSourceMapping");
  return all.filter((mapping) => sourceOf(template, mapping) === source);
}

/** One bad record neither blocks a shard for ever nor takes its neighbours with it. */
export const streamSource = rule("stream-source", function* (template) {
  for (const { id, properties } of mappings(template, "stream")) {
    if (properties["StartingPosition"] === undefined) yield [id, "says no StartingPosition"];
    if (!isAtLeast(properties["MaximumRetryAttempts"], 0)) {
      yield [id, "retries for ever: set MaximumRetryAttempts"];
    }
    if (!isAtLeast(properties["MaximumRecordAgeInSeconds"], 60)) {
      yield [id, "keeps trying old records: set MaximumRecordAgeInSeconds"];
    }
    if (!isTrue(properties["BisectBatchOnFunctionError"])) {
      yield [id, "a bad record takes its batch with it: set BisectBatchOnFunctionError"];
    }
  }
});

/** A stream says how long it keeps its records, and a function tries none that would be gone. */
export const streamRetention = rule("stream-retention", function* (template) {
  for (const { id, properties } of ofType(template, "AWS::Kinesis::Stream")) {
    if (numberOf(properties["RetentionPeriodHours"]) === undefined) {
      yield [id, "set RetentionPeriodHours: how long a broken consumer may take to come back"];
    }
  }
  for (const { id, properties } of mappings(template, "stream")) {
    const stream = template.resources.get(referenceOf(properties["EventSourceArn"]) ?? "");
    const hours = numberOf(stream?.properties["RetentionPeriodHours"]);
    const age = numberOf(properties["MaximumRecordAgeInSeconds"]);
    if (hours !== undefined && age !== undefined && age > hours * SECONDS_PER_HOUR) {
      yield [id, `tries records for longer than ${stream?.id} keeps them`];
    }
  }
});

/** A function says which records of a batch failed, so that the others are not done again. */
export const partialBatches = rule("partial-batches", function* (template) {
  for (const { id, properties } of ofType(template, "AWS::Lambda::EventSourceMapping")) {
    if (!listOf(properties["FunctionResponseTypes"]).includes("ReportBatchItemFailures")) {
      yield [id, "FunctionResponseTypes lacks ReportBatchItemFailures"];
    }
  }
});

/** A message is not given out again while a function, throttled or slow, still has it. */
export const queueVisibility = rule("queue-visibility", function* (template) {
  for (const { queue, called, mapping } of queueSources(template)) {
    const timeout = numberOf(called.properties["Timeout"]) ?? DEFAULT_TIMEOUT_SECONDS;
    const window = numberOf(mapping.properties["MaximumBatchingWindowInSeconds"]) ?? 0;
    const wanted = VISIBILITY_FACTOR * timeout + window;
    const visibility = numberOf(queue.properties["VisibilityTimeout"]);
    if ((visibility ?? DEFAULT_VISIBILITY_SECONDS) < wanted) {
      const rest = `6 × the time-out of ${called.id} + the batching window of ${mapping.id}`;
      yield [queue.id, `VisibilityTimeout is below ${wanted} s: ${rest}`];
    }
  }
});

/** A message has more than one chance, and outlives neither them nor its dead letter. */
export const queueRedrive = rule("queue-redrive", function* (template) {
  for (const queue of ofType(template, "AWS::SQS::Queue")) {
    const redrive = queue.properties["RedrivePolicy"];
    if (redrive === undefined) continue; // "dead-letters" asks for one where something reads the queue
    if (!isAtLeast(at(redrive, "maxReceiveCount"), MIN_RECEIVES)) {
      yield [queue.id, `maxReceiveCount is below ${MIN_RECEIVES}`];
    }
    const letters = template.resources.get(referenceOf(at(redrive, "deadLetterTargetArn")) ?? "");
    if (letters !== undefined && retentionOf(letters) < retentionOf(queue)) {
      yield [queue.id, `keeps messages longer than ${letters.id} keeps its dead letters`];
    }
  }
});

/** What a mapping on a queue reads from and calls, where the template says it. */
function queueSources(
  template: Template,
): readonly { queue: Resource; called: Resource; mapping: Resource }[] {
  return mappings(template, "queue").flatMap((mapping) => {
    const queue = template.resources.get(referenceOf(mapping.properties["EventSourceArn"]) ?? "");
    const called = template.resources.get(referenceOf(mapping.properties["FunctionName"]) ?? "");
    return queue === undefined || called === undefined ? [] : [{ queue, called, mapping }];
  });
}

function retentionOf({ properties }: Resource): number {
  return numberOf(properties["MessageRetentionPeriod"]) ?? DEFAULT_RETENTION_SECONDS;
}

function isAtLeast(value: unknown, least: number): boolean {
  const number = numberOf(value);
  return number !== undefined && number >= least;
}
