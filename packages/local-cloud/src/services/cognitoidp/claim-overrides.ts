import * as z from "zod";
import { USER_SCOPE, type Claims, type ClaimSets } from "./claims.ts";

// What a PreTokenGeneration function may answer; null is what the event comes with.
const GroupOverride = z
  .object({
    groupsToOverride: z.array(z.string()).nullish(),
    iamRolesToOverride: z.array(z.string()).nullish(),
    preferredRole: z.string().nullish(),
  })
  .nullish();
const Suppressed = z.array(z.string()).nullish();

/** The first version of the answer: texts, and for the id token alone. */
export const AnswerV1 = z.object({
  claimsOverrideDetails: z
    .object({
      claimsToAddOrOverride: z.record(z.string(), z.string()).nullish(),
      claimsToSuppress: Suppressed,
      groupOverrideDetails: GroupOverride,
    })
    .nullish(),
});

const TokenChange = z
  .object({
    claimsToAddOrOverride: z.record(z.string(), z.unknown()).nullish(),
    claimsToSuppress: Suppressed,
  })
  .nullish();
const AccessChange = z
  .object({
    claimsToAddOrOverride: z.record(z.string(), z.unknown()).nullish(),
    claimsToSuppress: Suppressed,
    scopesToAdd: z.array(z.string()).nullish(),
    scopesToSuppress: z.array(z.string()).nullish(),
  })
  .nullish();

/** The second version: any JSON, for both tokens, and scopes. */
export const AnswerV2 = z.object({
  claimsAndScopeOverrideDetails: z
    .object({
      idTokenGeneration: TokenChange,
      accessTokenGeneration: AccessChange,
      groupOverrideDetails: GroupOverride,
    })
    .nullish(),
});

/** Claims that no function can change. */
const FIXED: ReadonlySet<string> = new Set(
  `acr amr at_hash aud auth_time azp client_id cognito:username device_key event_id exp iat
  identities iss jti nbf nonce origin_jti scope sub token_use username version`.split(/\s+/u),
);

interface Change {
  readonly claimsToAddOrOverride?: Readonly<Record<string, unknown>> | null | undefined;
  readonly claimsToSuppress?: readonly string[] | null | undefined;
}

function changed(claims: Claims, change: Change | null | undefined): Claims {
  const added = Object.entries(change?.claimsToAddOrOverride ?? {});
  const all = { ...claims, ...Object.fromEntries(added.filter(([name]) => !FIXED.has(name))) };
  const dropped = new Set((change?.claimsToSuppress ?? []).filter((name) => !FIXED.has(name)));
  return Object.fromEntries(Object.entries(all).filter(([name]) => !dropped.has(name)));
}

function withGroups(sets: ClaimSets, override: z.infer<typeof GroupOverride>): ClaimSets {
  const { groupsToOverride, iamRolesToOverride, preferredRole } = override ?? {};
  const groups = groupsToOverride ? { "cognito:groups": groupsToOverride } : {};
  const roles = {
    ...(iamRolesToOverride && { "cognito:roles": iamRolesToOverride }),
    ...(preferredRole && { "cognito:preferred_role": preferredRole }),
  };
  return { id: { ...sets.id, ...groups, ...roles }, access: { ...sets.access, ...groups } };
}

/** The claims as a function of the first version wants them. */
export function overriddenV1(sets: ClaimSets, answer: z.infer<typeof AnswerV1>): ClaimSets {
  const details = answer.claimsOverrideDetails;
  const { id, access } = withGroups(sets, details?.groupOverrideDetails);
  return { id: changed(id, details), access };
}

/** The claims and scopes as a function of the second version wants them. */
export function overriddenV2(sets: ClaimSets, answer: z.infer<typeof AnswerV2>): ClaimSets {
  const details = answer.claimsAndScopeOverrideDetails;
  const { id, access } = withGroups(sets, details?.groupOverrideDetails);
  const forAccess = details?.accessTokenGeneration;
  const dropped = new Set(forAccess?.scopesToSuppress ?? []);
  const scopes = [USER_SCOPE, ...(forAccess?.scopesToAdd ?? [])].filter(
    (scope) => !dropped.has(scope),
  );
  return {
    id: changed(id, details?.idTokenGeneration),
    access: { ...changed(access, forAccess), scope: [...new Set(scopes)].join(" ") },
  };
}
