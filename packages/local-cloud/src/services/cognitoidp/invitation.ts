import type { DeliveryMediumType } from "@aws-sdk/client-cognito-identity-provider";
import { sendCode } from "./messages.ts";
import type { Pool } from "./state.ts";
import type { User } from "./user.ts";
import type { PoolsContext } from "./users.ts";

/** Sends a new user the temporary password, by the media that the user has an address for. */
export async function sendInvitation(
  ctx: PoolsContext,
  about: {
    readonly pool: Pool;
    readonly user: User;
    readonly password: string;
    readonly media: readonly DeliveryMediumType[];
    readonly clientMetadata: Readonly<Record<string, string>> | undefined;
  },
): Promise<void> {
  const { pool, user, password: code, media, clientMetadata } = about;
  const source = "CustomMessage_AdminCreateUser";
  for (const medium of media) {
    const attribute = medium === "EMAIL" ? "email" : "phone_number";
    const destination = user.attributes[attribute];
    if (destination === undefined) continue;
    await sendCode(ctx, { pool, user, code, source, attribute, destination, clientMetadata });
  }
}
