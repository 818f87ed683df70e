import { AwsError } from "../../errors.ts";
import type { CallContext } from "../../service.ts";
import { userNotFound } from "./errors.ts";
import { findPool, type Pool, type PoolsState } from "./state.ts";
import type { User } from "./user.ts";

/** What the operations of this service work with. */
export type PoolsContext = CallContext<PoolsState>;

type AliasKind = "sub" | "email" | "phone_number" | "preferred_username";

/** Names are equal whatever their case, unless the pool wants otherwise. */
function fold({ settings }: Pool, name: string): string {
  const isSensitive = settings.UsernameConfiguration?.CaseSensitive ?? true; // UsernameConfigurationType
  return isSensitive ? name : name.toLowerCase();
}

/** The key of a user in the store. */
export function userKey(pool: Pool, username: string): string {
  return `${pool.id} ${fold(pool, username)}`;
}

function aliasKey(pool: Pool, kind: AliasKind, value: string): string {
  return `${pool.id} ${kind} ${fold(pool, value)}`;
}

/** Names that users choose for themselves come last: they may look like somebody's address. */
const ALIAS_KINDS = ["sub", "email", "phone_number", "preferred_username"] as const;

function aliasKinds({ settings }: Pool): AliasKind[] {
  const { AliasAttributes = [], UsernameAttributes = [] } = settings;
  const used = new Set<AliasKind>(["sub", ...AliasAttributes, ...UsernameAttributes]);
  return ALIAS_KINDS.filter((kind) => used.has(kind));
}

/** The names beside the user name that lead to a user: an address only once it is verified. */
function aliasesOf(pool: Pool, user: User): Map<string, AliasKind> {
  const { settings } = pool;
  const found = new Map<string, AliasKind>([[aliasKey(pool, "sub", user.sub), "sub"]]);
  for (const kind of settings.UsernameAttributes ?? []) {
    const value = user.attributes[kind];
    if (value !== undefined) found.set(aliasKey(pool, kind, value), kind);
  }
  for (const kind of settings.AliasAttributes ?? []) {
    const value = user.attributes[kind];
    const counts = kind === "preferred_username" || user.attributes[`${kind}_verified`] === "true";
    if (value !== undefined && counts) found.set(aliasKey(pool, kind, value), kind);
  }
  return found;
}

/** The user of a user name or one of its aliases. */
export function findUser(state: PoolsState, pool: Pool, name: string): User | undefined {
  const direct = state.users.get(userKey(pool, name));
  if (direct !== undefined) return direct;
  for (const kind of aliasKinds(pool)) {
    const key = state.aliases.get(aliasKey(pool, kind, name));
    const user = key === undefined ? undefined : state.users.get(key);
    if (user !== undefined) return user;
  }
  return undefined;
}

/**
 * The pool and the user that an administrator names.
 *
 * @throws {AwsError} `ResourceNotFoundException`, `UserNotFoundException`.
 */
export function adminTarget(
  { state }: PoolsContext,
  { UserPoolId, Username }: { UserPoolId: string | undefined; Username: string | undefined },
): { pool: Pool; user: User } {
  const pool = findPool(state, UserPoolId);
  const user = findUser(state, pool, Username ?? "");
  if (user === undefined) throw userNotFound();
  return { pool, user };
}

/**
 * Writes a user with all the names that lead to it.
 *
 * @throws {AwsError} `AliasExistsException` when another user has one of them; with `force` it is
 *   taken from that user.
 */
export function saveUser(
  ctx: PoolsContext,
  { pool, user, force = false }: { pool: Pool; user: User; force?: boolean | undefined },
): User {
  const { state, cloud } = ctx;
  const key = userKey(pool, user.username);
  cloud.store.transaction(() => {
    const wanted = aliasesOf(pool, user);
    const before = state.users.get(key);
    for (const alias of before === undefined ? [] : aliasesOf(pool, before).keys()) {
      if (!wanted.has(alias)) state.aliases.delete(alias);
    }
    for (const [alias, kind] of wanted) {
      const owner = state.aliases.get(alias);
      if (owner !== undefined && owner !== key) takeAlias(ctx, pool, { owner, kind, force });
      state.aliases.put(alias, key);
    }
    state.users.put(key, user);
  });
  return user;
}

function takeAlias(
  ctx: PoolsContext,
  pool: Pool,
  { owner, kind, force }: { owner: string; kind: AliasKind; force: boolean },
): void {
  const other = ctx.state.users.get(owner);
  if (other === undefined) return;
  if (!force || (pool.settings.UsernameAttributes ?? []).length > 0) throw aliasExists(kind);
  const { [kind]: value = "", ...others } = other.attributes;
  // An address stays with its user, unverified; a name cannot be two people's.
  const isAddress = kind === "email" || kind === "phone_number";
  const kept = isAddress ? { [kind]: value, [`${kind}_verified`]: "false" } : {};
  const attributes = { ...others, ...kept };
  saveUser(ctx, { pool, user: { ...other, attributes } });
}

function aliasExists(kind: AliasKind): AwsError {
  return new AwsError("AliasExistsException", `An account with the ${kind} already exists.`);
}

/**
 * Changes a user as it is now: it may have changed while its caller waited for something.
 *
 * @throws {AwsError} `UserNotFoundException` when it is gone; `AliasExistsException`.
 */
export function changeUser(
  ctx: PoolsContext,
  { pool, user, force }: { pool: Pool; user: User; force?: boolean | undefined },
  change: (fresh: User) => Partial<User>,
): User {
  return ctx.cloud.store.transaction(() => {
    const fresh = ctx.state.users.get(userKey(pool, user.username));
    if (fresh === undefined || fresh.sub !== user.sub) throw userNotFound();
    const next = { ...fresh, ...change(fresh), modifiedAt: ctx.cloud.clock.now() };
    return saveUser(ctx, { pool, user: next, force });
  });
}

/** Removes a user with its names and its sign-ins. */
export function removeUser({ state, cloud }: PoolsContext, pool: Pool, user: User): void {
  cloud.store.transaction(() => {
    for (const alias of aliasesOf(pool, user).keys()) state.aliases.delete(alias);
    for (const [key] of state.signIns.entries({ prefix: `${user.sub} ` })) {
      state.signIns.delete(key);
    }
    state.users.delete(userKey(pool, user.username));
  });
}

/** Every user of a pool, by name. */
export function usersOf({ users }: PoolsState, pool: Pool): User[] {
  return users.entries({ prefix: `${pool.id} ` }).map(([, user]) => user);
}
