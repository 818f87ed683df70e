import { setImmediate } from "node:timers/promises";
import { reversed, type DependencyGraph } from "../template/dependency-graph.ts";

/** How the nodes of a graph are worked through. */
export interface Walk {
  readonly graph: DependencyGraph;
  /** Most nodes under way at once. */
  readonly limit: number;
  /** Asked before each start; `true` starts nothing more. */
  readonly stop: () => boolean;
  /** After a failure, what does not depend on the failed node is still worked on. */
  readonly keepGoing?: true;
  /** Rejecting is a failure of the node: what depends on it is not started. */
  readonly work: (id: string) => Promise<void>;
}

/**
 * Works on every node after the nodes it depends on, side by side where it can. After the first
 * failure nothing new is started, unless the walk keeps going.
 *
 * @returns The failures, in the order in which they happened.
 */
export async function inOrder({ graph, limit, stop, keepGoing, work }: Walk): Promise<unknown[]> {
  const waiting = new Map([...graph].map(([id, needed]) => [id, new Set(needed)]));
  const dependents = reversed(graph);
  const ready = [...waiting].filter(([, needed]) => needed.size === 0).map(([id]) => id);
  const running = new Map<string, Promise<void>>();
  const failures: unknown[] = [];

  const run = async (id: string): Promise<void> => {
    try {
      // Calls inside the cloud may never leave the microtask queue: let requests in between.
      await setImmediate();
      await work(id);
      for (const dependent of dependents.get(id) ?? []) {
        const needed = waiting.get(dependent);
        needed?.delete(id);
        if (needed?.size === 0) ready.push(dependent);
      }
    } catch (error) {
      failures.push(error);
    } finally {
      running.delete(id);
    }
  };

  const mayStart = (): boolean => (failures.length === 0 || keepGoing === true) && !stop();

  for (;;) {
    while (running.size < limit && mayStart()) {
      const id = ready.shift();
      if (id === undefined) break;
      running.set(id, run(id));
    }
    if (running.size === 0) return failures;
    await Promise.race(running.values());
  }
}
