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

const MARK = /"mark":"([\w-]+)"/u;
const ACCOUNT = /"accountNumber":"([\w-]+)"/u;
const REASON = /^\{"reason":\{"code":"\w+"/u;

function* strangers({ sent, store }: Evidence) {
  const marks = new Set(sent.taken.map(({ mark }) => mark));
  for (const [folder, lines] of store) {
    for (const line of lines) {
      const mark = MARK.exec(line)?.[1] ?? "";
      if (marks.has(mark) || sent.unsure.has(mark)) continue;
      yield { subject: folder, reason: `has a line that nobody sent: ${line.slice(0, 80)}` };
    }
  }
}

function* unexplained({ store }: Evidence) {
  for (const [folder, lines] of store) {
    if (!folder.startsWith("error/")) continue;
    for (const line of lines.filter((one) => !REASON.test(one))) {
      yield { subject: folder, reason: `has a line without a reason: ${line.slice(0, 80)}` };
    }
  }
}

function* miscounted({ store, clients }: Evidence) {
  const valid = [...store].filter(([folder]) => !folder.startsWith("error/"));
  const accounts = valid.flatMap(([, lines]) => lines.map((line) => ACCOUNT.exec(line)?.[1]));
  const { size } = new Set(accounts);
  if (size !== clients) {
    yield { subject: "clients", reason: `${size} are stored, ${clients} have sent` };
  }
}

/** What of the service's promises was not kept. */
export function violationsOf(evidence: Evidence): readonly Violation[] {
  const { sent, store, tickets, deadLetters } = evidence;
  const found: Violation[] = [
    ...misplaced(sent.taken, idsByFolder(store)),
    ...wrongTickets(sent.taken, tickets),
    ...strangers(evidence),
    ...unexplained(evidence),
    ...miscounted(evidence),
  ];
  if (deadLetters > 0) {
    found.push({ subject: "dead letters", reason: `${deadLetters} are left` });
  }
  return found;
}
