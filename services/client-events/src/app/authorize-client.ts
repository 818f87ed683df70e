import { ForbiddenError, UnauthorizedError } from "@blueprints/lambda-kit/errors";
import { bearerToken } from "../domain/bearer-token.ts";
import { isClientId } from "../domain/client-id.ts";
import type { TokenVerifier } from "./ports.ts";

/** A caller who may send events. */
export interface AuthorizedClient {
  readonly sub: string;
  readonly clientId: string;
}

/**
 * Finds out who calls.
 *
 * @throws {UnauthorizedError} `NoToken`, and see {@link TokenVerifier.verify}.
 * @throws {ForbiddenError} `NoClientId`: a user of ours, but no client.
 */
export async function authorizeClient(
  { tokens }: { tokens: TokenVerifier },
  header: string,
): Promise<AuthorizedClient> {
  const token = bearerToken(header);
  if (token === undefined) throw new UnauthorizedError("NoToken", "there is no token");
  const { sub, clientId } = await tokens.verify(token);
  if (clientId === undefined || !isClientId(clientId)) {
    throw new ForbiddenError("NoClientId", `${sub} has no client id`);
  }
  return { sub, clientId };
}
