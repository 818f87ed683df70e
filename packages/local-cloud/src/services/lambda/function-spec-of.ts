import type { FunctionSpec } from "../../runtime/function-spec.ts";
import type { CodeRef } from "../../runtime/code-store.ts";
import { invalidParameter } from "./errors.ts";
import { functionArn, layerNameOf } from "./names.ts";
import { numberedKey, type Registry, type Resolved } from "./registry.ts";

/** Says how a version is run. */
export function functionSpecOf({ fn, version }: Resolved, registry: Registry): FunctionSpec {
  const { logging } = version;
  return {
    revision: version.revisionId,
    name: fn.name,
    version: version.version,
    arn: functionArn(registry.config, fn.name),
    runtime: version.runtime,
    handler: version.handler,
    memoryMb: version.memoryMb,
    timeoutSeconds: version.timeoutSeconds,
    roleArn: version.roleArn,
    variables: version.variables ?? {},
    code: version.code,
    layers: version.layers.map((arn) => layerCode(arn, registry)),
    logGroup: logging.group,
    logFormat: logging.format,
    logLevel: logging.applicationLevel ?? "TRACE",
  };
}

/**
 * The archive of a layer version.
 *
 * @throws {AwsError} `InvalidParameterValueException`: there is no such version.
 */
export function layerCode(versionArn: string, registry: Registry): CodeRef {
  const version = versionArn.split(":")[7] ?? "";
  const layer = registry.layers.get(numberedKey(layerNameOf(versionArn), version));
  if (layer === undefined) throw invalidParameter(`Layer version ${versionArn} does not exist.`);
  return layer.code;
}
