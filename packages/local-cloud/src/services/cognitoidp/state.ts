import type {
  CreateUserPoolClientRequest,
  CreateUserPoolRequest,
  SchemaAttributeType,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Cloud } from "../../cloud.ts";
import type { Operation, OperationName } from "../../service.ts";
import type * as Cognito from "@aws-sdk/client-cognito-identity-provider";
import type { Collection } from "../../store/collection.ts";
import type { User } from "./user.ts";
import { notFound } from "./errors.ts";
import { openSigningKeys, type SigningKeys } from "./signing-keys.ts";
import { createTurns, type Turns } from "./turns.ts";

/** What a pool was told at its making or its last change. */
export type PoolSettings = Omit<
  CreateUserPoolRequest,
  "PoolName" | "Schema" | "UserPoolTags" | "$unknown"
>;

/** A user pool. */
export interface Pool {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly settings: PoolSettings;
  /** Every attribute that its users may have, standard ones first. */
  readonly schema: readonly SchemaAttributeType[];
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the Unix epoch, as all times of this service. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** What an app client was told at its making or its last change. */
export type ClientSettings = Omit<
  CreateUserPoolClientRequest,
  "UserPoolId" | "ClientName" | "GenerateSecret" | "ClientSecret"
>;

/** An app client of a pool. */
export interface Client {
  readonly id: string;
  readonly poolId: string;
  readonly name: string;
  readonly secret?: string;
  readonly settings: ClientSettings;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** A group of users. */
export interface Group {
  readonly name: string;
  readonly description?: string;
  readonly roleArn?: string;
  /** The smaller, the stronger. */
  readonly precedence?: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** A sign-in: what its refresh token, and every token that comes of it, hang on. */
export interface SignIn {
  readonly poolId: string;
  readonly clientId: string;
  readonly sub: string;
  readonly originJti: string;
  /** SHA-256 of the refresh token, base64. */
  readonly tokenHash: string;
  readonly authAt: number;
  readonly expiresAt: number;
  readonly revoked?: true;
}

/** A question that waits for its answer: `Session` in the API. */
export interface Challenge {
  readonly poolId: string;
  readonly clientId: string;
  readonly sub: string;
  readonly name: "NEW_PASSWORD_REQUIRED";
  readonly expiresAt: number;
}

/** Everything that the user pools of the account hold. */
export interface PoolsState {
  readonly pools: Collection<Pool>;
  /** By client id. */
  readonly clients: Collection<Client>;
  /** By pool and folded user name. */
  readonly users: Collection<User>;
  /** User names by pool, kind of alias and value. */
  readonly aliases: Collection<string>;
  /** By pool and name. */
  readonly groups: Collection<Group>;
  /** By `sub` and `origin_jti`. */
  readonly signIns: Collection<SignIn>;
  readonly challenges: Collection<Challenge>;
  readonly keys: SigningKeys;
  /** Password checks of one user follow each other, or parallel ones would evade the lockout. */
  readonly turns: Turns;
}

/** An operation of this service. */
export type PoolsOperation<O extends OperationName<typeof Cognito>> = Operation<
  typeof Cognito,
  O,
  PoolsState
>;

/** Opens what is stored of user pools. */
export function openPools({ store, clock }: Cloud): PoolsState {
  return {
    pools: store.collection<Pool>("cognito.pools"),
    clients: store.collection<Client>("cognito.clients"),
    users: store.collection<User>("cognito.users"),
    aliases: store.collection<string>("cognito.aliases"),
    groups: store.collection<Group>("cognito.groups"),
    signIns: store.collection<SignIn>("cognito.signIns"),
    challenges: store.collection<Challenge>("cognito.challenges"),
    keys: openSigningKeys(store, clock),
    turns: createTurns(),
  };
}

/** The pool of an id. @throws {AwsError} `ResourceNotFoundException`. */
export function findPool({ pools }: PoolsState, id: string | undefined): Pool {
  const pool = pools.get(id ?? "");
  if (pool === undefined) throw notFound(`User pool ${id}`);
  return pool;
}

/** The app client of an id, with its pool. @throws {AwsError} `ResourceNotFoundException`. */
export function findClient(
  state: PoolsState,
  id: string | undefined,
): { client: Client; pool: Pool } {
  const client = state.clients.get(id ?? "");
  const pool = client && state.pools.get(client.poolId);
  if (client === undefined || pool === undefined) throw notFound(`User pool client ${id}`);
  return { client, pool };
}

/** The app client of an id in a given pool. @throws {AwsError} `ResourceNotFoundException`. */
export function findClientOf(
  state: PoolsState,
  { UserPoolId, ClientId }: { UserPoolId: string | undefined; ClientId: string | undefined },
): { client: Client; pool: Pool } {
  findPool(state, UserPoolId);
  const found = findClient(state, ClientId);
  if (found.pool.id !== UserPoolId) throw notFound(`User pool client ${ClientId}`);
  return found;
}
