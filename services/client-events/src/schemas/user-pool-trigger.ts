import { InvalidError } from "@blueprints/lambda-kit/errors";
import * as z from "zod/mini";
import type { User } from "../app/assign-client-id.ts";

/** What the triggers of a pool have in common, as far as they are used here. */
const TriggerShape = z.looseObject({
  triggerSource: z.string(),
  userPoolId: z.string(),
  userName: z.string(),
  request: z.looseObject({ userAttributes: z.record(z.string(), z.string()) }),
});

/** An event that a trigger is asked with; it is answered with the same event, changed. */
export interface TriggerEvent {
  readonly triggerSource: string;
  readonly user: User;
}

/**
 * Reads the event of a user pool's trigger.
 *
 * @throws {InvalidError} `NotAUserPoolEvent`.
 */
export function readTriggerEvent(event: unknown): TriggerEvent {
  const parsed = TriggerShape.safeParse(event);
  if (!parsed.success) {
    throw new InvalidError("NotAUserPoolEvent", "no event of a user pool", { cause: parsed.error });
  }
  const { triggerSource, userPoolId, userName, request } = parsed.data;
  const { sub = userName, "custom:clientId": clientId } = request.userAttributes;
  return { triggerSource, user: { userPoolId, userName, sub, clientId } };
}

/** The answer of a `PreTokenGeneration` trigger, version 2: its event, with claims for the access token. */
export function withAccessClaims(event: unknown, claims: Readonly<Record<string, string>>): object {
  return {
    ...TriggerShape.parse(event),
    response: {
      claimsAndScopeOverrideDetails: {
        accessTokenGeneration: { claimsToAddOrOverride: claims },
      },
    },
  };
}
