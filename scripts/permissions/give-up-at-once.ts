import { mapResources, withProperties, type CompiledTemplate } from "./compiled-template.ts";

/** What a reader of a stream, or an asynchronous call, does when it neither waits nor tries again. */
const GIVES_UP: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "AWS::Lambda::EventSourceMapping": {
    MaximumBatchingWindowInSeconds: 0,
    MaximumRetryAttempts: 0,
    BisectBatchOnFunctionError: false,
  },
  "AWS::Lambda::EventInvokeConfig": { MaximumRetryAttempts: 0 },
};

/** What fails goes to its dead letters at once: retries prove nothing about rights. Queues have no such setting. */
export function giveUpAtOnce(template: CompiledTemplate): CompiledTemplate {
  return mapResources(template, (_id, resource) => {
    const settings = GIVES_UP[resource.Type];
    const hasRetries = resource.Properties["MaximumRetryAttempts"] !== undefined;
    return settings === undefined || !hasRetries ? resource : withProperties(resource, settings);
  });
}
