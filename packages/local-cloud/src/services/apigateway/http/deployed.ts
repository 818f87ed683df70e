import type { ApiDefinition } from "../model.ts";
import type { RestApiState } from "../state.ts";

const MAX_CACHED = 50;

const caches = new WeakMap<RestApiState, Map<string, ApiDefinition>>();

/** The definition of a deployment, which never changes: it is read from the store once. */
export function definitionOf(
  state: RestApiState,
  apiId: string,
  deploymentId: string,
): ApiDefinition | undefined {
  const cache = caches.get(state) ?? new Map<string, ApiDefinition>();
  caches.set(state, cache);
  const key = `${apiId}/${deploymentId}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const found = state.deployments.get(key)?.definition;
  if (found === undefined) return undefined;
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(key, found);
  return found;
}
