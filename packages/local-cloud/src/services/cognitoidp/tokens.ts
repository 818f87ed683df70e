import type { AuthenticationResultType } from "@aws-sdk/client-cognito-identity-provider";
import { SignJWT } from "jose";
import { AnswerV1, AnswerV2, overriddenV1, overriddenV2 } from "./claim-overrides.ts";
import {
  claimsOf,
  groupsOf,
  USER_SCOPE,
  type Claims,
  type ClaimSets,
  type TokenSubject,
} from "./claims.ts";
import type { TokenUse } from "./signing-keys.ts";
import { fire, readResponse, triggerArn } from "./triggers.ts";
import { eventAttributes } from "./user-events.ts";
import type { PoolsContext } from "./users.ts";

/** Why tokens are made, as the PreTokenGeneration trigger is told. */
export type TokenReason = "Authentication" | "NewPasswordChallenge" | "RefreshTokens";

/** What is made beside the tokens, or asked of the trigger. */
export interface TokenRequest extends TokenSubject {
  readonly reason: TokenReason;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/**
 * Makes the tokens of a sign-in, with the claims as its trigger wants them.
 *
 * @throws {AwsError} What the PreTokenGeneration trigger answers.
 */
export async function issueTokens(
  ctx: PoolsContext,
  request: TokenRequest,
): Promise<AuthenticationResultType> {
  const { id, access } = await overridden(ctx, request, claimsOf(ctx, request));
  return {
    AccessToken: await sign(ctx, request, { use: "access", claims: access }),
    ExpiresIn: Number(access["exp"]) - Number(access["iat"]),
    TokenType: "Bearer",
    IdToken: await sign(ctx, request, { use: "id", claims: id }),
  };
}

async function sign(
  { state }: PoolsContext,
  { pool }: TokenSubject,
  { use, claims }: { use: TokenUse; claims: Claims },
): Promise<string> {
  const { kid, key } = await state.keys.signer(pool.id, use);
  return new SignJWT({ ...claims }).setProtectedHeader({ kid, alg: "RS256" }).sign(key);
}

async function overridden(
  ctx: PoolsContext,
  request: TokenRequest,
  sets: ClaimSets,
): Promise<ClaimSets> {
  const { pool, client, user, reason, clientMetadata } = request;
  if (triggerArn(pool, "PreTokenGeneration") === undefined) return sets;
  const isV2 = pool.settings.LambdaConfig?.PreTokenGenerationConfig?.LambdaVersion === "V2_0";
  const groups = groupsOf(ctx, pool, user);
  const response = await fire(ctx.cloud, {
    name: "PreTokenGeneration",
    source: `TokenGeneration_${reason}`,
    pool,
    userName: user.username,
    clientId: client.id,
    version: isV2 ? "2" : "1",
    request: {
      userAttributes: eventAttributes(user),
      groupConfiguration: {
        groupsToOverride: groups.map(({ name }) => name),
        iamRolesToOverride: groups.flatMap(({ roleArn }) => roleArn ?? []),
        preferredRole: sets.id["cognito:preferred_role"] ?? null,
      },
      ...(isV2 && { scopes: [USER_SCOPE] }),
      ...(clientMetadata !== undefined && { clientMetadata }),
    },
    response: { [isV2 ? "claimsAndScopeOverrideDetails" : "claimsOverrideDetails"]: null },
  });
  return isV2
    ? overriddenV2(sets, readResponse(AnswerV2, response))
    : overriddenV1(sets, readResponse(AnswerV1, response));
}
