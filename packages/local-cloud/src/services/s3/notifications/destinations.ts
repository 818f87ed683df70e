import type {
  Event,
  FilterRule,
  NotificationConfiguration,
  NotificationConfigurationFilter,
} from "@aws-sdk/client-s3";

/** Whom S3 tells directly. */
export interface Destination {
  readonly kind: "lambda" | "sqs" | "sns";
  readonly arn: string;
}

/** One configuration entry, whatever its destination. */
export interface Subscription {
  readonly id: string;
  readonly destination: Destination;
  readonly events: readonly string[];
  readonly filter: KeyFilter;
  /** The filter as it was written. */
  readonly rules: readonly FilterRule[];
}

/** Both must fit; an empty one always does. */
export interface KeyFilter {
  readonly prefix: string;
  readonly suffix: string;
}

interface Entry {
  readonly Id?: string | undefined;
  readonly Events: Event[] | undefined;
  readonly Filter?: NotificationConfigurationFilter | undefined;
}

/** The entries of a configuration in one form. */
export function subscriptionsOf(configuration: NotificationConfiguration): Subscription[] {
  const { LambdaFunctionConfigurations, QueueConfigurations, TopicConfigurations } = configuration;
  const lambdas = (LambdaFunctionConfigurations ?? []).map((entry) =>
    toSubscription(entry, { kind: "lambda", arn: entry.LambdaFunctionArn ?? "" }),
  );
  const queues = (QueueConfigurations ?? []).map((entry) =>
    toSubscription(entry, { kind: "sqs", arn: entry.QueueArn ?? "" }),
  );
  const topics = (TopicConfigurations ?? []).map((entry) =>
    toSubscription(entry, { kind: "sns", arn: entry.TopicArn ?? "" }),
  );
  return [...lambdas, ...queues, ...topics];
}

function toSubscription(entry: Entry, destination: Destination): Subscription {
  const rules = entry.Filter?.Key?.FilterRules ?? [];
  return {
    id: entry.Id ?? "",
    destination,
    events: entry.Events ?? [],
    rules,
    filter: { prefix: ruleValue(rules, "prefix"), suffix: ruleValue(rules, "suffix") },
  };
}

function ruleValue(rules: readonly FilterRule[], name: string): string {
  return rules.find((rule) => rule.Name?.toLowerCase() === name)?.Value ?? "";
}

/** True when the subscription wants this event of this key. */
export function wants({ events, filter }: Subscription, name: string, key: string): boolean {
  return events.some((event) => eventMatches(event, name)) && keyMatches(filter, key);
}

/** `s3:ObjectCreated:*` matches every name that starts with `ObjectCreated:`. */
export function eventMatches(event: string, name: string): boolean {
  const wanted = event.replace(/^s3:/, "");
  return wanted.endsWith("*") ? name.startsWith(wanted.slice(0, -1)) : wanted === name;
}

/** Filter values with special characters are written encoded; plain ones are taken as well. */
export function keyMatches({ prefix, suffix }: KeyFilter, key: string): boolean {
  const starts = key.startsWith(prefix) || key.startsWith(decodeForm(prefix));
  return starts && (key.endsWith(suffix) || key.endsWith(decodeForm(suffix)));
}

function decodeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text; // a lone percent sign stands for itself
  }
}
