import type { CloudConfig } from "../../cloud.ts";
import type { Collection } from "../../store/collection.ts";
import type { Store } from "../../store/store.ts";
import { functionNotFound } from "./errors.ts";
import type {
  AliasRecord,
  EventInvokeRecord,
  FunctionRecord,
  LayerRecord,
  PolicyRecord,
  VersionRecord,
} from "./model.ts";
import { functionArn, type FunctionRef } from "./names.ts";

/** A version that a name and a qualifier led to. */
export interface Resolved {
  readonly fn: FunctionRecord;
  readonly version: VersionRecord;
  /** The alias, if the qualifier was one. */
  readonly alias?: AliasRecord;
}

/** All functions and layers, as they are stored. */
export interface Registry {
  readonly config: CloudConfig;
  readonly functions: Collection<FunctionRecord>;
  readonly versions: Collection<VersionRecord>;
  readonly aliases: Collection<AliasRecord>;
  readonly policies: Collection<PolicyRecord>;
  readonly eventInvokes: Collection<EventInvokeRecord>;
  readonly layers: Collection<LayerRecord>;
  /** The number that a layer's next version gets, by its name; never used twice. */
  readonly nextLayerVersions: Collection<number>;
  /** @throws {AwsError} `ResourceNotFoundException`. */
  get(ref: FunctionRef): FunctionRecord;
  /** @throws {AwsError} `ResourceNotFoundException` for the function or the qualifier. */
  resolve(ref: FunctionRef): Resolved;
  remove(name: string): void;
}

const DIGITS = 10;

/** Keys of numbered records sort by their number. */
export function numberedKey(name: string, version: number | string): string {
  return `${name}:${String(version).padStart(DIGITS, "0")}`;
}

/** Opens the registry of the store. */
export function openRegistry(store: Store, config: CloudConfig): Registry {
  const functions = store.collection<FunctionRecord>("lambda.functions");
  const versions = store.collection<VersionRecord>("lambda.versions");
  const aliases = store.collection<AliasRecord>("lambda.aliases");
  const policies = store.collection<PolicyRecord>("lambda.policies");
  const eventInvokes = store.collection<EventInvokeRecord>("lambda.event-invokes");
  const layers = store.collection<LayerRecord>("lambda.layers");
  const nextLayerVersions = store.collection<number>("lambda.next-layer-versions");

  const get = (ref: FunctionRef): FunctionRecord => {
    const found = functions.get(ref.name);
    if (found === undefined) throw functionNotFound(functionArn(config, ref.name, ref.qualifier));
    return found;
  };
  const versionOf = (fn: FunctionRecord, version: string): VersionRecord | undefined => {
    if (version === "$LATEST") return fn.latest;
    return /^\d+$/.test(version) ? versions.get(numberedKey(fn.name, version)) : undefined;
  };

  return {
    config,
    functions,
    versions,
    aliases,
    policies,
    eventInvokes,
    layers,
    nextLayerVersions,
    get,
    resolve(ref) {
      const fn = get(ref);
      const { qualifier = "$LATEST" } = ref;
      const direct = versionOf(fn, qualifier);
      if (direct !== undefined) return { fn, version: direct };
      const alias = aliases.get(`${fn.name}:${qualifier}`);
      const version = alias === undefined ? undefined : versionOf(fn, alias.version);
      if (alias === undefined || version === undefined) {
        throw functionNotFound(functionArn(config, fn.name, qualifier));
      }
      return { fn, version, alias };
    },
    remove(name) {
      store.transaction(() => {
        functions.delete(name);
        for (const collection of [versions, aliases, policies, eventInvokes]) {
          for (const [key] of collection.entries({ prefix: `${name}:` })) collection.delete(key);
        }
      });
    },
  };
}
