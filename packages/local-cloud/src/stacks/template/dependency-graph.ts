import { fail } from "../../errors.ts";
import { referencesIn } from "./references.ts";
import type { ResourceDeclaration } from "./template.ts";

/** What each resource waits for: logical ids to logical ids. */
export type DependencyGraph = ReadonlyMap<string, ReadonlySet<string>>;

/** The graph of `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn` between the given resources. */
export function dependencyGraph(
  resources: ReadonlyMap<string, ResourceDeclaration>,
): DependencyGraph {
  const graph = new Map<string, Set<string>>();
  for (const [id, { properties, dependsOn }] of resources) {
    const needed = new Set<string>(dependsOn);
    for (const { name } of referencesIn(properties)) needed.add(name);
    // A parameter, or a resource whose condition is false.
    for (const name of needed) if (!resources.has(name)) needed.delete(name);
    graph.set(id, needed);
  }
  return graph;
}

/**
 * Refuses a graph in which resources wait for each other.
 *
 * @throws {AwsError} `ValidationError`: circular dependency.
 */
export function refuseCycles(graph: DependencyGraph): void {
  const waiting = new Map([...graph].map(([id, needed]) => [id, new Set(needed)]));
  const dependents = reversed(graph);
  const ready = [...waiting].filter(([, needed]) => needed.size === 0).map(([id]) => id);
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    waiting.delete(id);
    for (const dependent of dependents.get(id) ?? []) {
      const needed = waiting.get(dependent);
      needed?.delete(id);
      if (needed?.size === 0) ready.push(dependent);
    }
  }
  if (waiting.size > 0) {
    const ids = [...waiting.keys()].sort().join(", ");
    fail("ValidationError", `Circular dependency between resources: [${ids}]`);
  }
}

/** The same edges the other way round: what waits for each resource. */
export function reversed(graph: DependencyGraph): DependencyGraph {
  const turned = new Map<string, Set<string>>([...graph.keys()].map((id) => [id, new Set()]));
  for (const [id, needed] of graph) for (const other of needed) turned.get(other)?.add(id);
  return turned;
}
