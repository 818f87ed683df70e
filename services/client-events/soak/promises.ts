import type { Violation } from "../../../scripts/soak/soak.ts";
import type { Store } from "../tools/read-store.ts";
import type { Sent, Taken } from "./senders.ts";

/** What there is when all is at rest. */
export interface Evidence {
  readonly sent: Sent;
  readonly store: Store;
  /** Bodies of all tickets that the desk was sent. */
  readonly tickets: readonly string[];
  readonly deadLetters: number;
  readonly clients: number;
}

const ID = /"id":"([\w-]+)"/u;
const TICKET_ID = /"external_id": ?"([\w-]+)"/u;

/** The event ids of each folder; a line of an error has the event inside. */
export function idsByFolder(store: Store): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...store].map(([folder, lines]) => [folder, lines.map((line) => ID.exec(line)?.[1] ?? "")]),
  );
}

function* misplaced(taken: readonly Taken[], folders: ReadonlyMap<string, readonly string[]>) {
  const places = new Map<string, Set<string>>();
  for (const [folder, ids] of folders) {
    for (const id of ids) places.set(id, (places.get(id) ?? new Set()).add(folder));
  }
  for (const { eventId, folder } of taken) {
    const found = [...(places.get(eventId) ?? [])];
    if (found.length === 1 && found[0] === folder) continue;
    yield { subject: eventId, reason: `is in "${found.join()}", not in ${folder} alone` };
  }
}

function* wrongTickets(taken: readonly Taken[], tickets: readonly string[]) {
  const ids = new Set(tickets.map((body) => TICKET_ID.exec(body)?.[1] ?? ""));
  for (const { eventId, opensTicket } of taken) {
    if (ids.has(eventId) === opensTicket) continue;
    yield { subject: eventId, reason: opensTicket ? "opened no ticket" : "opened a ticket" };
  }
}

function* strangers({ sent, store, clients }: Evidence) {
  const marks = new Set(sent.taken.map(({ mark }) => mark));
  const accounts = new Set<string>();
  for (const [folder, lines] of store) {
    for (const line of lines) {
      const mark = /"mark":"([\w-]+)"/u.exec(line)?.[1] ?? "";
      if (!marks.has(mark) && !sent.unsure.has(mark)) {
        yield { subject: folder, reason: `has a line that nobody sent: ${line.slice(0, 80)}` };
      }
      if (folder.startsWith("error/")) {
        if (!/^\{"reason":\{"code":"\w+"/u.test(line)) {
          yield { subject: folder, reason: `has a line without a reason: ${line.slice(0, 80)}` };
        }
      } else accounts.add(/"accountNumber":"([\w-]+)"/u.exec(line)?.[1] ?? "");
    }
  }
  if (accounts.size !== clients) {
    yield { subject: "clients", reason: `${accounts.size} are stored, ${clients} have sent` };
  }
}

/** What of the service's promises was not kept. */
export function violationsOf(evidence: Evidence): readonly Violation[] {
  const { sent, store, tickets, deadLetters } = evidence;
  const found: Violation[] = [
    ...misplaced(sent.taken, idsByFolder(store)),
    ...wrongTickets(sent.taken, tickets),
    ...strangers(evidence),
  ];
  if (deadLetters > 0) {
    found.push({ subject: "dead letters", reason: `${deadLetters} are left` });
  }
  return found;
}
