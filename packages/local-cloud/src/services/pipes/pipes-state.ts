import type { Cloud } from "../../cloud.ts";
import { fail } from "../../errors.ts";
import type { Collection } from "../../store/collection.ts";
import { openEventSources, type EventSources } from "../lambda/event-sources/event-sources.ts";
import { pipeConsumer } from "./consumer.ts";
import type { Pipe } from "./pipe.ts";

/** Everything that EventBridge Pipes keeps. */
export interface PipesState {
  /** Under `account/name`. */
  readonly pipes: Collection<Pipe>;
  /** What reads the sources; a pipe's id is its mapping's. */
  readonly sources: EventSources;
}

/** Opens the pipes of the store. */
export function openPipes(cloud: Cloud): PipesState {
  const pipes = cloud.store.collection<Pipe>("pipes.pipes");
  const consumer = pipeConsumer(cloud, pipes);
  return { pipes, sources: openEventSources("pipes", { cloud, consumer }) };
}

/** The key of a pipe in the store. */
export function pipeKey({ accountId, name }: Pick<Pipe, "accountId" | "name">): string {
  return `${accountId}/${name}`;
}

/**
 * A pipe that has to be there.
 *
 * @throws {AwsError} `NotFoundException`.
 */
export function findPipe({ pipes }: PipesState, name: string | undefined, accountId: string): Pipe {
  return (
    pipes.get(`${accountId}/${name}`) ??
    fail("NotFoundException", `Pipe ${name} does not exist.`, 404)
  );
}
