import { describe, expect, test } from "vitest";
import { violationsOf, type Evidence } from "../soak/promises.ts";
import { nothingSent, type Taken } from "../soak/senders.ts";

const PURCHASE: Taken = {
  event: {},
  folder: "loyaltypurchase/2",
  opensTicket: true,
  eventId: "e-1",
  mark: "m-1",
};
const WRONG: Taken = {
  event: {},
  folder: "error/InvalidEvent",
  opensTicket: false,
  eventId: "e-2",
  mark: "m-2",
};

const stored = '{"id":"e-1","detail":{"accountNumber":"c-1","mark":"m-1"}}';
const refused = '{"reason":{"code":"InvalidEvent"},"event":{"id":"e-2","detail":{"mark":"m-2"}}}';
const ticket = '{"ticket": {"external_id": "e-1"}}';

/** What there is when every promise is kept, but for what a test changes. */
function evidence(over: Partial<Evidence> = {}): Evidence {
  return {
    sent: { ...nothingSent(), taken: [PURCHASE, WRONG] },
    store: new Map([
      ["loyaltypurchase/2", [stored]],
      ["error/InvalidEvent", [refused]],
    ]),
    tickets: [ticket],
    deadLetters: 0,
    clients: 1,
    ...over,
  };
}

function reasons(over: Partial<Evidence>): readonly string[] {
  return violationsOf(evidence(over)).map(({ subject, reason }) => `${subject}: ${reason}`);
}

describe("a soak", () => {
  test("finds nothing where everything is in its place, whatever came twice", () => {
    expect(violationsOf(evidence())).toEqual([]);
    const store = new Map(evidence().store).set("loyaltypurchase/2", [stored, stored]);
    expect(violationsOf(evidence({ store, tickets: [ticket, ticket] }))).toEqual([]);
  });

  test("finds an event that is missing, elsewhere, or in two places", () => {
    const without = new Map([["error/InvalidEvent", [refused]]]);
    expect(reasons({ store: without, clients: 0 })).not.toEqual([]);
    const twice = new Map(evidence().store).set("shopping/1", [stored]);
    expect(reasons({ store: twice })).toEqual([
      'e-1: is in "loyaltypurchase/2,shopping/1", not in loyaltypurchase/2 alone',
    ]);
  });

  test("finds a purchase without a ticket, and a ticket for something else", () => {
    expect(reasons({ tickets: [] })).toEqual(["e-1: opened no ticket"]);
    const tickets = [ticket, ticket.replace("e-1", "e-2")];
    expect(reasons({ tickets })).toEqual(["e-2: opened a ticket"]);
  });

  test("finds a line that nobody sent, unless its answer was lost", () => {
    const store = new Map(evidence().store).set("shopping/1", [
      stored.replaceAll("e-1", "e-3").replace("m-1", "m-3"),
    ]);
    expect(reasons({ store })).toEqual([
      expect.stringContaining("shopping/1: has a line that nobody sent"),
    ]);
    const sent = { ...evidence().sent, unsure: new Set(["m-3"]) };
    expect(reasons({ store, sent })).toEqual([]);
  });

  test("finds a refusal without its reason, a client too many, and dead letters", () => {
    const bare = '{"event":{"id":"e-2","detail":{"mark":"m-2"}}}';
    const store = new Map(evidence().store).set("error/InvalidEvent", [bare]);
    expect(reasons({ store })).toEqual([expect.stringContaining("without a reason")]);
    expect(reasons({ clients: 2 })).toEqual(["clients: 1 are stored, 2 have sent"]);
    expect(reasons({ deadLetters: 3 })).toEqual(["dead letters: 3 are left"]);
  });
});
