import * as z from "zod";
import { openConnection, type Connection } from "./connection.ts";
import type { RawResponse } from "./response.ts";

/** What a client process is told to do. */
const Load = z.object({
  port: z.int(),
  /** The bytes of one request, in base64. */
  request: z.string(),
  count: z.int().positive(),
  connections: z.int().positive(),
});

/** Connections stay open from one load to the next. */
const open = new Map<number, Connection[]>();

async function connectionsTo(port: number, count: number): Promise<readonly Connection[]> {
  const existing = open.get(port) ?? [];
  while (existing.length < count) existing.push(await openConnection(port));
  open.set(port, existing);
  return existing.slice(0, count);
}

async function run({ port, request, count, connections }: z.infer<typeof Load>): Promise<object> {
  const bytes = Buffer.from(request, "base64");
  const all = await connectionsTo(port, connections);
  let left = count;
  let last: RawResponse | undefined;
  const sendMany = async (connection: Connection): Promise<void> => {
    while (left > 0) {
      left -= 1;
      last = await connection.send(bytes);
      if (!last.head.startsWith("HTTP/1.1 200")) throw new Error(`${last.head}\n${last.body}`);
    }
  };
  const startedAt = performance.now();
  await Promise.all(all.map(sendMany));
  const microseconds = ((performance.now() - startedAt) * 1000) / count;
  return { microseconds, response: last };
}

process.on("message", (raw) => {
  run(Load.parse(raw)).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit());
