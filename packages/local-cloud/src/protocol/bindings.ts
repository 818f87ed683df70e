import { NormalizedSchema } from "@smithy/core/schema";
import type { StaticStructureSchema } from "@smithy/types";

/** A member of a structure and the name it has on the wire. */
export interface Member {
  readonly name: string;
  readonly wireName: string;
  readonly schema: NormalizedSchema;
}

/** Where the members of an operation's input or output stand in the HTTP message. */
export interface Bindings {
  readonly labels: readonly Member[];
  readonly query: readonly Member[];
  /** The member that takes every query parameter that no other one takes. */
  readonly queryRest?: Member;
  /** Lower-case wire names. */
  readonly headers: readonly Member[];
  /** The wire name is the prefix, in lower case. */
  readonly prefixHeaders?: Member;
  /** The member that is the whole body. */
  readonly payload?: Member;
  /** The member that takes the HTTP status. */
  readonly status?: Member;
  /** What remains: a structure of its own, written into the body; absent when nothing remains. */
  readonly body?: { readonly schema: NormalizedSchema; readonly members: readonly Member[] };
  /** Names of the members that must be given. */
  readonly required: readonly string[];
}

const cache = new WeakMap<NormalizedSchema, Map<Direction, Bindings>>();

type Direction = "request" | "response";
type Draft = {
  -readonly [K in keyof Bindings]: Bindings[K] extends readonly Member[] ? Member[] : Bindings[K];
};

/** The bindings of a structure; labels and query parameters count only in requests. */
export function bindingsOf(schema: NormalizedSchema, direction: Direction): Bindings {
  const byDirection = cache.get(schema) ?? new Map<Direction, Bindings>();
  cache.set(schema, byDirection);
  const known = byDirection.get(direction);
  if (known !== undefined) return known;
  const bindings = deriveBindings(schema, direction);
  byDirection.set(direction, bindings);
  return bindings;
}

/** Names of the members that must be given; empty for anything but a structure. */
export function requiredMembers(schema: NormalizedSchema): readonly string[] {
  const raw = structureTuple(schema);
  return raw === undefined ? [] : raw[4].slice(0, requiredCount(raw));
}

function deriveBindings(schema: NormalizedSchema, direction: Direction): Bindings {
  const draft: Draft = {
    labels: [],
    query: [],
    headers: [],
    required: [...requiredMembers(schema)],
  };
  const rest: Member[] = [];
  if (schema.isStructSchema()) {
    for (const [name, member] of schema.structIterator()) {
      if (!bind(draft, { name, wireName: name, schema: member }, direction)) {
        rest.push({ name, wireName: name, schema: member });
      }
    }
  }
  if (rest.length > 0 && draft.payload === undefined) {
    draft.body = { schema: bodyStructure(schema, rest), members: rest };
  }
  return draft;
}

/** True when the member stands outside of the body, or is the whole of it. */
function bind(draft: Draft, member: Member, direction: Direction): boolean {
  const traits = member.schema.getMergedTraits();
  if (direction === "request") {
    if (traits.httpLabel !== undefined) return draft.labels.push(member) > 0;
    if (traits.httpQuery !== undefined) {
      return draft.query.push({ ...member, wireName: traits.httpQuery }) > 0;
    }
    if (traits.httpQueryParams !== undefined) draft.queryRest = member;
    if (traits.httpQueryParams !== undefined) return true;
  }
  if (traits.httpHeader !== undefined) {
    return draft.headers.push({ ...member, wireName: traits.httpHeader.toLowerCase() }) > 0;
  }
  return bindWhole(draft, member);
}

function bindWhole(draft: Draft, member: Member): boolean {
  const traits = member.schema.getMergedTraits();
  if (traits.httpPrefixHeaders !== undefined) {
    draft.prefixHeaders = { ...member, wireName: traits.httpPrefixHeaders.toLowerCase() };
    return true;
  }
  if (traits.httpPayload !== undefined) {
    draft.payload = member;
    return true;
  }
  if (traits.httpResponseCode !== undefined) {
    draft.status = member;
    return true;
  }
  return false;
}

/** The same structure with only these members. */
function bodyStructure(schema: NormalizedSchema, members: readonly Member[]): NormalizedSchema {
  const raw = structureTuple(schema);
  if (raw === undefined) throw new Error(`${String(schema.getName(true))} is not a structure`);
  const kept = members.map(({ name }) => raw[4].indexOf(name));
  const tuple: StaticStructureSchema = [
    3,
    raw[1],
    raw[2],
    raw[3],
    kept.map((index) => raw[4][index] ?? ""),
    kept.map((index) => raw[5][index] ?? 0),
  ];
  return NormalizedSchema.of(tuple);
}

function structureTuple(schema: NormalizedSchema): StaticStructureSchema | undefined {
  const raw: unknown = schema.getSchema();
  if (!Array.isArray(raw) || !Array.isArray(raw[4])) return undefined;
  // oxlint-disable-next-line typescript/consistent-type-assertions -- a tuple with member names is a structure
  return raw as unknown as StaticStructureSchema;
}

function requiredCount(tuple: readonly unknown[]): number {
  return typeof tuple[6] === "number" ? tuple[6] : 0;
}
