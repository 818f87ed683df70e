import { invalidParameter, notAuthorized } from "./errors.ts";
import type { Address } from "./messages.ts";
import type { Pool } from "./state.ts";
import type { User } from "./user.ts";

const LEGACY: readonly Address[] = ["phone_number", "email"]; // AccountRecoverySetting, when absent

/**
 * Where the code of a user who forgot the password goes.
 *
 * @throws {AwsError} `NotAuthorizedException`, `InvalidParameterException`.
 */
export function recoveryAddress(
  pool: Pool,
  { attributes }: User,
): { attribute: Address; destination: string } {
  for (const attribute of recoveryOrder(pool)) {
    const destination = attributes[attribute];
    if (destination !== undefined && attributes[`${attribute}_verified`] === "true") {
      return { attribute, destination };
    }
  }
  throw invalidParameter(
    "Cannot reset password for the user as there is no registered/verified email or phone_number",
  );
}

function recoveryOrder({ settings }: Pool): readonly Address[] {
  const mechanisms = settings.AccountRecoverySetting?.RecoveryMechanisms ?? [];
  if (mechanisms.length === 0) return LEGACY;
  if (mechanisms.some(({ Name }) => Name === "admin_only")) {
    throw notAuthorized("Contact administrator to reset password.");
  }
  return [...mechanisms]
    .sort((a, b) => (a.Priority ?? 1) - (b.Priority ?? 1))
    .map(({ Name }) => (Name === "verified_email" ? "email" : "phone_number"));
}
