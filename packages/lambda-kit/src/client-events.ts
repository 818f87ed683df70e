import * as z from "zod/mini";
import type { Issue } from "./errors.ts";
import { check, type Schema } from "./parse.ts";

const MAX_TEXT = 1000; // characters of one text that a person typed
const MAX_SKU = 999_999_999; // within what a numeric filter of EventBridge compares exactly
const MAX_PAGE = 1_000_000;

/** Not whole numbers only: a rule's pattern has to be able to say the same, and it knows ranges alone. */
const ItemSku = z.number().check(z.gte(1), z.lte(MAX_SKU));
const SearchTerm = z.string().check(z.maxLength(MAX_TEXT));
const Page = z.int().check(z.gte(0), z.lte(MAX_PAGE));

/** One kind of event that clients send. */
export interface ClientEventDefinition {
  readonly eventType: string;
  readonly schemaVersion: number;
  /** Of the event's `data`; what it does not name is kept as it was sent. */
  readonly data: Schema;
}

/** Everything that clients may say, as the post's sample sends it. */
export const CLIENT_EVENTS = [
  { eventType: "shopping", schemaVersion: 1, data: z.object({ itemSku: ItemSku }) },
  { eventType: "searching", schemaVersion: 1, data: z.object({ searchTerm: SearchTerm }) },
  { eventType: "paging", schemaVersion: 2, data: z.object({ searchTerm: SearchTerm, page: Page }) },
  { eventType: "purchase", schemaVersion: 2, data: z.object({ itemSku: ItemSku }) },
  { eventType: "loyaltypurchase", schemaVersion: 2, data: z.object({ itemSku: ItemSku }) },
] as const satisfies readonly ClientEventDefinition[];

const BY_NAME: ReadonlyMap<string, ClientEventDefinition> = new Map(
  CLIENT_EVENTS.map((definition) => [nameOf(definition), definition]),
);

const Named = z.object({ eventType: z.string(), schemaVersion: z.number() });

/** What is known of an event that a client sent: its kind, or why it has none. */
export type ClientEventCheck =
  | { readonly ok: true; readonly eventType: string; readonly schemaVersion: number }
  | {
      readonly ok: false;
      readonly reason: "UnknownEvent" | "InvalidEvent";
      readonly issues: readonly Issue[];
    };

function nameOf({ eventType, schemaVersion }: z.infer<typeof Named>): string {
  return `${eventType}/${schemaVersion}`;
}

/** Checks the detail of an event against the catalogue: `UnknownEvent` for a kind or version that is not in it. */
export function checkClientEvent(detail: unknown): ClientEventCheck {
  if (!isNamed(detail)) {
    const named = check(Named, detail);
    return { ok: false, reason: "InvalidEvent", issues: named.ok ? [] : named.issues };
  }
  const definition = BY_NAME.get(nameOf(detail));
  if (definition === undefined) return { ok: false, reason: "UnknownEvent", issues: [] };
  const data = check(definition.data, dataOf(detail), "data");
  if (!data.ok) return { ok: false, reason: "InvalidEvent", issues: data.issues };
  const { eventType, schemaVersion } = definition;
  return { ok: true, eventType, schemaVersion };
}

/** What {@link Named} says, at the speed that a million events want. */
function isNamed(detail: unknown): detail is z.infer<typeof Named> {
  return (
    typeof detail === "object" &&
    detail !== null &&
    "eventType" in detail &&
    typeof detail.eventType === "string" &&
    "schemaVersion" in detail &&
    typeof detail.schemaVersion === "number"
  );
}

function dataOf(detail: unknown): unknown {
  return typeof detail === "object" && detail !== null && "data" in detail
    ? detail.data
    : undefined;
}
