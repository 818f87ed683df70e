import { type Problem, rule } from "../rule.ts";
import { ofType } from "../template.ts";
import { at, isTrue, numberOf } from "../value.ts";

/** What a delivery stream cannot deliver is kept where somebody finds it, and the reason is logged. */
export const deliveryFailures = rule("delivery-failures", function* (template): Generator<Problem> {
  for (const { id, properties } of ofType(template, "AWS::KinesisFirehose::DeliveryStream")) {
    const destination = properties["ExtendedS3DestinationConfiguration"];
    if (destination === undefined) continue;
    if (!isTrue(at(destination, "CloudWatchLoggingOptions", "Enabled"))) {
      yield [id, "logs no failures: CloudWatchLoggingOptions"];
    }
    if (at(destination, "ErrorOutputPrefix") === undefined) {
      yield [id, "mixes what failed with what did not: ErrorOutputPrefix"];
    }
  }
});

/** Nobody outside is called faster than it was agreed. */
export const calloutRate = rule("callout-rate", function* (template): Generator<Problem> {
  for (const { id, properties } of ofType(template, "AWS::Events::ApiDestination")) {
    if (numberOf(properties["InvocationRateLimitPerSecond"]) === undefined) {
      yield [id, "is called up to 300 times a second: InvocationRateLimitPerSecond"];
    }
  }
});

/** An archive for ever is a cost for ever, and keeps what people may want forgotten. */
export const archiveRetention = rule("archive-retention", function* (template): Generator<Problem> {
  for (const { id, properties } of ofType(template, "AWS::Events::Archive")) {
    const days = numberOf(properties["RetentionDays"]) ?? 0;
    if (days < 1) yield [id, "keeps events for ever: RetentionDays"];
  }
});
