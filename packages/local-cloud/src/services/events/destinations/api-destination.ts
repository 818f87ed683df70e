import { fail } from "../../../errors.ts";
import type { EventsState } from "../events-state.ts";

/** An HTTP endpoint that rules can have as a target. */
export interface ApiDestination {
  readonly name: string;
  readonly accountId: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly connectionArn: string;
  /** Its `*` stand for path parameters. */
  readonly endpoint: string;
  readonly method: HttpMethod;
  readonly callsPerSecond: number;
  /** Milliseconds since the Unix epoch, as are all times here. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export type HttpMethod = "DELETE" | "GET" | "HEAD" | "OPTIONS" | "PATCH" | "POST" | "PUT";

export const DESTINATION_ARN =
  /^arn:aws[\w-]*:events:[^:]*:(\d{12}):api-destination\/([\w.-]+)\/[\w-]+$/;

/**
 * An API destination that has to be there.
 *
 * @throws {AwsError} `ResourceNotFoundException`.
 */
export function findDestination(
  { destinations }: EventsState,
  name: string,
  accountId: string,
): ApiDestination {
  return (
    destinations.get(`${accountId}/${name}`) ??
    fail(
      "ResourceNotFoundException",
      `Failed to describe the api-destination(s). An api-destination '${name}' does not exist.`,
    )
  );
}

/** The API destination of an ARN, if it is there. */
export function destinationOf(
  { destinations }: EventsState,
  arn: string,
): ApiDestination | undefined {
  const [, accountId, name] = DESTINATION_ARN.exec(arn) ?? [];
  const found = destinations.get(`${accountId}/${name}`);
  return found?.arn === arn ? found : undefined;
}
