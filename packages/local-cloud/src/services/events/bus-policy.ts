import * as z from "zod";
import type { EventBus } from "./model.ts";

const BusPolicy = z.looseObject({
  Version: z.string().default("2012-10-17"),
  Statement: z.array(z.looseObject({ Sid: z.string().optional() })).default([]),
});

export type Statement = z.infer<typeof BusPolicy>["Statement"][number];

/** The statements of a bus's policy. */
export function statementsOf(bus: EventBus): Statement[] {
  if (bus.policy === undefined) return [];
  return BusPolicy.safeParse(JSON.parse(bus.policy)).data?.Statement ?? [];
}

/** The bus with other statements in its policy; without any it has no policy. */
export function withStatements(bus: EventBus, statements: readonly Statement[]): EventBus {
  const { policy: _policy, ...rest } = bus;
  if (statements.length === 0) return rest;
  return { ...rest, policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }) };
}

/** True for a text that is a policy document. */
export function isPolicy(text: string): boolean {
  try {
    return BusPolicy.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
