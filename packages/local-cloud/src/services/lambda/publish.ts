import { randomUUID } from "node:crypto";
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { Store } from "../../store/store.ts";
import { toConfiguration } from "./describe-function.ts";
import type { FunctionRecord, VersionRecord } from "./model.ts";
import { lambdaTime } from "./model.ts";
import { numberedKey, type Registry } from "./registry.ts";

/** Members of a version that do not tell two versions apart. */
const VOLATILE = new Set(["version", "revisionId", "lastModified", "description"]);

/**
 * Publishes `$LATEST` as a numbered version. As on AWS nothing happens when code and configuration
 * are those of the newest version: that one comes back.
 */
export function publishVersion(
  fn: FunctionRecord,
  parts: { registry: Registry; store: Store; now: number; description?: string },
): VersionRecord {
  const { registry, store } = parts;
  const newest = registry.versions.entries({ prefix: `${fn.name}:` }).at(-1)?.[1];
  if (newest !== undefined && fingerprint(newest) === fingerprint(fn.latest)) return newest;
  const version: VersionRecord = {
    ...fn.latest,
    version: String(fn.nextVersion),
    description: parts.description ?? fn.latest.description,
    lastModified: lambdaTime(parts.now),
    revisionId: randomUUID(),
  };
  store.transaction(() => {
    registry.versions.put(numberedKey(fn.name, version.version), version);
    registry.functions.put(fn.name, { ...fn, nextVersion: fn.nextVersion + 1 });
  });
  return version;
}

function fingerprint(version: VersionRecord): string {
  const stable = Object.entries(version).filter(([name]) => !VOLATILE.has(name));
  return JSON.stringify(stable.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Describes a published version under its own ARN. */
export function describeVersion(
  fn: FunctionRecord,
  version: VersionRecord,
  registry: Registry,
): FunctionConfiguration {
  const { config } = registry;
  return toConfiguration(version, { config, name: fn.name, qualifier: version.version });
}
