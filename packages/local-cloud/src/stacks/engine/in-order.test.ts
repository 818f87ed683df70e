import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inOrder } from "./in-order.ts";

function aGraph(edges: Record<string, string[]>): Map<string, Set<string>> {
  return new Map(Object.entries(edges).map(([id, needed]) => [id, new Set(needed)]));
}

describe("inOrder", () => {
  test("works on each node once, after what it depends on, within the limit", async () => {
    const graphs = fc.array(fc.array(fc.nat(), { maxLength: 4 }), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(graphs, fc.integer({ min: 1, max: 6 }), async (rows, limit) => {
        // Edges lead to earlier nodes only, so there is no cycle.
        const edges = rows.map((row, index) => [
          String(index),
          index === 0 ? [] : row.map((target) => String(target % index)),
        ]);
        const graph = aGraph(Object.fromEntries(edges));
        const done = new Set<string>();
        let running = 0;
        const failures = await inOrder({
          graph,
          limit,
          stop: () => false,
          async work(id) {
            running += 1;
            expect(running).toBeLessThanOrEqual(limit);
            expect([...(graph.get(id) ?? [])].every((needed) => done.has(needed))).toBe(true);
            await Promise.resolve();
            running -= 1;
            expect(done.has(id)).toBe(false);
            done.add(id);
          },
        });
        expect(failures).toEqual([]);
        expect(done.size).toBe(graph.size);
      }),
      { numRuns: 50 },
    );
  });

  const branches = { bad: [], after: ["bad"], other: [], last: ["other"] };

  async function worked(keepGoing: boolean): Promise<{ done: string[]; failures: unknown[] }> {
    const done: string[] = [];
    const failures = await inOrder({
      graph: aGraph(branches),
      limit: 1,
      stop: () => false,
      ...(keepGoing ? { keepGoing } : {}),
      async work(id) {
        if (id === "bad") throw new Error("no");
        done.push(id);
      },
    });
    return { done, failures };
  }

  test("starts nothing more after a failure", async () => {
    expect(await worked(false)).toEqual({ done: [], failures: [new Error("no")] });
  });

  test("goes on with what does not depend on the failure when it is told to", async () => {
    expect((await worked(true)).done).toEqual(["other", "last"]);
  });

  test("starts nothing once it is to stop", async () => {
    const done: string[] = [];
    await inOrder({
      graph: aGraph({ a: [], b: ["a"] }),
      limit: 2,
      stop: () => done.length > 0,
      async work(id) {
        done.push(id);
      },
    });
    expect(done).toEqual(["a"]);
  });
});
