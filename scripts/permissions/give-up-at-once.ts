import { mapResources, withProperties, type CompiledTemplate } from "./compiled-template.ts";

/** Streams whose failed batches go to their dead letters at once: retries prove nothing about rights. */
export function giveUpAtOnce(template: CompiledTemplate): CompiledTemplate {
  return mapResources(template, (_id, resource) =>
    resource.Type === "AWS::Lambda::EventSourceMapping"
      ? withProperties(resource, { MaximumRetryAttempts: 0, BisectBatchOnFunctionError: false })
      : resource,
  );
}
