import { randomInt } from "node:crypto";

/** One event that a client sends, and what the service makes of it. */
export interface SampleEvent {
  readonly event: unknown;
  /** Of the bucket: `<eventType>/<schemaVersion>`, or `error/<reason>`. */
  readonly folder: string;
  readonly opensTicket: boolean;
}

const TERMS = ["games", "o'neill's \"best\"", "snow\nboots", "${data} #set($x = 1)", "🎲 würfel"];

function item(): { itemSku: number } {
  return { itemSku: randomInt(1, 999_999) };
}

function term(): string {
  return TERMS[randomInt(TERMS.length)] ?? "";
}

type Make = (mark: string) => unknown;

const VALID: readonly (readonly [folder: string, make: Make])[] = [
  ["shopping/1", (mark) => ({ eventType: "shopping", schemaVersion: 1, data: item(), mark })],
  [
    "searching/1",
    (mark) => ({ eventType: "searching", schemaVersion: 1, data: { searchTerm: term() }, mark }),
  ],
  [
    "paging/2",
    (mark) => ({
      eventType: "paging",
      schemaVersion: 2,
      data: { searchTerm: term(), page: randomInt(1, 50) },
      mark,
    }),
  ],
  ["purchase/2", (mark) => ({ eventType: "purchase", schemaVersion: 2, data: item(), mark })],
  [
    "loyaltypurchase/2",
    (mark) => ({ eventType: "loyaltypurchase", schemaVersion: 2, data: item(), mark }),
  ],
];

const WRONG: readonly (readonly [folder: string, make: Make])[] = [
  [
    "error/InvalidEvent",
    (mark) => ({ eventType: "shopping", schemaVersion: 1, data: { itemSku: "123" }, mark }),
  ],
  [
    "error/InvalidEvent",
    (mark) => ({ eventType: "loyaltypurchase", schemaVersion: 2, data: {}, mark }),
  ],
  ["error/UnknownEvent", (mark) => ({ eventType: "../other", schemaVersion: 1, data: {}, mark })],
  [
    "error/UnknownEvent",
    (mark) => ({ eventType: "shopping", schemaVersion: 9, data: item(), mark }),
  ],
];

/** The n-th of an endless row of events: all types in turn, and every so often one that is wrong. */
export function sampleEvent(
  n: number,
  { mark, wrongEvery }: { readonly mark: string; readonly wrongEvery: number },
): SampleEvent {
  const isWrong = wrongEvery > 0 && n % wrongEvery === wrongEvery - 1;
  const kinds = isWrong ? WRONG : VALID;
  const wrongBefore = wrongEvery > 0 ? Math.floor(n / wrongEvery) : 0;
  const turn = isWrong ? wrongBefore : n - wrongBefore;
  const [folder, make] = kinds[turn % kinds.length] ?? ["", () => ({})];
  return { event: make(mark), folder, opensTicket: folder === "loyaltypurchase/2" };
}
