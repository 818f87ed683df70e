import * as z from "zod/mini";
import type { Query } from "../domain/query.ts";

const Stored = z.array(
  z.union([
    z.tuple([z.string()]),
    z.tuple([z.string(), z.string()]),
    z.tuple([z.number(), z.number()]),
  ]),
);

/** The object of a shard: JSON of `[text]`, `[text, country]` or `[longitude, latitude]` for each query. */
export function writeShard(queries: readonly Query[]): string {
  return JSON.stringify(
    queries.map((query) => {
      if (query.kind === "position") return [query.longitude, query.latitude];
      return query.country === undefined ? [query.text] : [query.text, query.country];
    }),
  );
}

/** Reads what {@link writeShard} wrote. */
export function readShard(json: string): readonly Query[] {
  return z.parse(Stored, JSON.parse(json)).map(([first, second]): Query => {
    if (typeof first === "number") {
      return { kind: "position", longitude: first, latitude: Number(second) };
    }
    return { kind: "text", text: first, ...(second !== undefined && { country: String(second) }) };
  });
}
