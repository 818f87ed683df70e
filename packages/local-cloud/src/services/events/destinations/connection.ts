import { fail } from "../../../errors.ts";
import type { EventsState } from "../events-state.ts";

export type AuthorizationType = "BASIC" | "API_KEY" | "OAUTH_CLIENT_CREDENTIALS";

/** A connection, without what its secret holds. */
export interface Connection {
  readonly name: string;
  readonly accountId: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly authorizationType: AuthorizationType;
  readonly isAuthorized: boolean;
  readonly secretArn?: string | undefined;
  readonly kmsKeyIdentifier?: string | undefined;
  /** Milliseconds since the Unix epoch, as are all times here. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly authorizedAt: number;
}

/**
 * A connection that has to be there.
 *
 * @throws {AwsError} `ResourceNotFoundException`.
 */
export function findConnection(
  { connections }: EventsState,
  name: string,
  accountId: string,
): Connection {
  return (
    connections.get(`${accountId}/${name}`) ??
    fail(
      "ResourceNotFoundException",
      `Failed to describe the connection(s). Connection '${name}' does not exist.`,
    )
  );
}

/** The connection of an ARN, if it is there. */
export function connectionOf({ connections }: EventsState, arn: string): Connection | undefined {
  const [, accountId, name] =
    /^arn:[^:]+:events:[^:]*:(\d{12}):connection\/([\w.-]+)\/[\w-]+$/.exec(arn) ?? [];
  const found = connections.get(`${accountId}/${name}`);
  return found?.arn === arn ? found : undefined;
}

/** Stores a connection. */
export function putConnection({ connections }: EventsState, connection: Connection): void {
  connections.put(`${connection.accountId}/${connection.name}`, connection);
}
