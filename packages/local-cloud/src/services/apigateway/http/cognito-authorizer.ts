import type { Authorizer } from "@aws-sdk/client-api-gateway";
import { notEmulated } from "../errors.ts";
import type { Gateway, RoutedExchange } from "./api-request.ts";

/**
 * Checks a token of a user pool.
 *
 * @throws {AwsError} `NotEmulated`: there are no user pools here.
 */
export function authorizeByPool(
  _gateway: Gateway,
  _exchange: RoutedExchange,
  { name = "" }: Authorizer,
): Promise<void> {
  throw notEmulated("CreateAuthorizer", `the user pools of authorizer ${name}`);
}
