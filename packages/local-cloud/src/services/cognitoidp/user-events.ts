import type { Attributes } from "./attributes.ts";
import type { Client, Pool } from "./state.ts";
import { fire, type TriggerName } from "./triggers.ts";
import type { User } from "./user.ts";
import type { PoolsContext } from "./users.ts";

/** The attributes of a user as triggers see them. */
export function eventAttributes(user: User): Attributes {
  return { sub: user.sub, "cognito:user_status": user.status, ...user.attributes };
}

/** Something that happened to a user, of which a trigger is told. */
export interface UserEvent {
  readonly pool: Pool;
  readonly user: User;
  readonly client?: Client | undefined;
  readonly name: TriggerName;
  readonly source: string;
  readonly request?: Readonly<Record<string, unknown>>;
}

/** Tells the trigger of an event whose answer decides nothing but whether it may happen. */
export async function tell({ cloud }: PoolsContext, event: UserEvent): Promise<void> {
  const { pool, user, client, name, source, request = {} } = event;
  await fire(cloud, {
    name,
    source,
    pool,
    userName: user.username,
    clientId: client?.id,
    request: { userAttributes: eventAttributes(user), ...request },
    response: {},
  });
}
