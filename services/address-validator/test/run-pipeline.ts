import { gather } from "../src/app/gather.ts";
import { processShard } from "../src/app/process-shard.ts";
import { takeApart } from "../src/app/take-apart.ts";
import type { Message, World } from "./in-memory-world.ts";

const AN_HOUR_MS = 3_600_000;

/** Handles one message, as its function does. */
export async function handle(world: World, message: Message, times = 1): Promise<string> {
  if (message.kind === "file") return takeApart(world.scatter, message.source);
  if (message.kind === "gather") return (await gather(world.gather, message)).outcome;
  const { kind: _, ...id } = message;
  const untilMs = world.process.timing.now() + AN_HOUR_MS;
  return (await processShard(world.process, { id, untilMs, endsMs: untilMs, times })).outcome;
}

/** Handles messages until there are none; `pick` chooses the next, 0 up to `count`. */
export async function drain(
  world: World,
  pick: (count: number) => number = () => 0,
): Promise<void> {
  while (world.messages.length > 0) {
    const [message] = world.messages.splice(pick(world.messages.length), 1);
    if (message !== undefined) await handle(world, message);
  }
}
