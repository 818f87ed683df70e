import { randomUUID } from "node:crypto";
import { mayRead } from "./attributes.ts";
import { validityOf } from "./client-settings.ts";
import { issuerOf } from "./issuer.ts";
import type { Client, Group, Pool, SignIn } from "./state.ts";
import type { User } from "./user.ts";
import type { PoolsContext } from "./users.ts";

/** The claims of one token. */
export type Claims = Readonly<Record<string, unknown>>;

/** Both tokens of a sign-in before they are signed. */
export interface ClaimSets {
  readonly id: Claims;
  readonly access: Claims;
}

/** What tokens tell of. */
export interface TokenSubject {
  readonly pool: Pool;
  readonly client: Client;
  readonly user: User;
  readonly signIn: SignIn;
}

/** With an access token of this scope users may read and change what is theirs. */
export const USER_SCOPE = "aws.cognito.signin.user.admin";

/** The groups of a user, the strongest first. */
export function groupsOf({ state }: PoolsContext, pool: Pool, user: User): Group[] {
  return user.groups
    .flatMap((name) => state.groups.get(`${pool.id} ${name}`) ?? [])
    .sort((a, b) => (a.precedence ?? Infinity) - (b.precedence ?? Infinity) || 0);
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html */
export function claimsOf(ctx: PoolsContext, subject: TokenSubject): ClaimSets {
  const { pool, client, user, signIn } = subject;
  const { accessMs, idMs } = validityOf(client.settings);
  const seconds = Math.floor(ctx.cloud.clock.now() / 1000);
  const groups = groupsOf(ctx, pool, user);
  const isRevocable = client.settings.EnableTokenRevocation !== false;
  const shared = {
    sub: user.sub,
    ...(groups.length > 0 && { "cognito:groups": groups.map(({ name }) => name) }),
    iss: issuerOf(ctx.cloud, pool.id),
    ...(isRevocable && { origin_jti: signIn.originJti }),
    event_id: randomUUID(),
    auth_time: Math.floor(signIn.authAt / 1000),
    iat: seconds,
  };
  return {
    id: {
      ...readableAttributes(client, user),
      ...shared,
      ...roleClaims(groups),
      "cognito:username": user.username,
      aud: client.id,
      token_use: "id",
      exp: seconds + Math.floor(idMs / 1000),
      ...(isRevocable && { jti: randomUUID() }),
    },
    access: {
      ...shared,
      client_id: client.id,
      token_use: "access",
      scope: USER_SCOPE,
      exp: seconds + Math.floor(accessMs / 1000),
      jti: randomUUID(),
      username: user.username,
    },
  };
}

function roleClaims(groups: readonly Group[]): Claims {
  const roles = groups.flatMap(({ roleArn }) => roleArn ?? []);
  const [first, second] = groups.filter(({ roleArn }) => roleArn !== undefined);
  if (first === undefined) return {};
  const isUnclear =
    second !== undefined &&
    second.precedence === first.precedence &&
    second.roleArn !== first.roleArn;
  return {
    "cognito:roles": roles,
    ...(!isUnclear && { "cognito:preferred_role": first.roleArn }),
  };
}

/** What the client may read; developers' own attributes are in no token. */
function readableAttributes(client: Client, { attributes }: User): Claims {
  const readable = Object.entries(attributes).filter(
    ([name]) => mayRead(client, name) && !name.startsWith("dev:"),
  );
  return Object.fromEntries(readable.map(([name, value]) => [name, claimValue(name, value)]));
}

function claimValue(name: string, value: string): unknown {
  if (name === "email_verified" || name === "phone_number_verified") return value === "true";
  if (name === "updated_at") return Number(value);
  return name === "address" ? { formatted: value } : value;
}
