import * as z from "zod/mini";
import type { Answer } from "../domain/query.ts";

const Text = z.optional(z.string());

const Stored = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("none") }),
  z.object({
    kind: z.literal("found"),
    place: z.object({
      longitude: z.number(),
      latitude: z.number(),
      label: Text,
      addressNumber: Text,
      street: Text,
      municipality: Text,
      region: Text,
      subRegion: Text,
      countryCode: Text,
      postalCode: Text,
      relevance: z.optional(z.number()),
    }),
  }),
]);

/** An answer that was kept as JSON; undefined for what is none, which is then asked again. */
export function readAnswer(text: string): Answer | undefined {
  try {
    const stored = z.safeParse(Stored, JSON.parse(text));
    if (!stored.success) return undefined;
    // oxlint-disable-next-line typescript/consistent-type-assertions -- JSON has no undefined members
    return stored.data as Answer;
  } catch {
    return undefined;
  }
}
