import { fail } from "../../../errors.ts";
import type { EventsState } from "../events-state.ts";
import type { Archive, Replay } from "./archive.ts";

/**
 * An archive that has to be there.
 *
 * @throws {AwsError} `ResourceNotFoundException`.
 */
export function findArchive({ archives }: EventsState, name: string, accountId: string): Archive {
  return (
    archives.archives.get(`${accountId}/${name}`) ??
    fail("ResourceNotFoundException", `Archive ${name} does not exist.`)
  );
}

/**
 * A replay that has to be there.
 *
 * @throws {AwsError} `ResourceNotFoundException`.
 */
export function findReplay({ archives }: EventsState, name: string, accountId: string): Replay {
  return (
    archives.replays.get(`${accountId}/${name}`) ??
    fail("ResourceNotFoundException", `Replay ${name} does not exist.`)
  );
}
