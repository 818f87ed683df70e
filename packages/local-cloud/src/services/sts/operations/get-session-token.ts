import type * as Sts from "@aws-sdk/client-sts";
import { NotEmulatedError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { randomBytes, randomUUID } from "node:crypto";
import { credentialsView } from "../credentials.ts";

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html */
export const getSessionToken: Operation<typeof Sts, "GetSessionToken"> = (input, { cloud }) => {
  if (input.TokenCode !== undefined) throw new NotEmulatedError("GetSessionToken", "TokenCode");
  const { DurationSeconds = 43_200 } = input;
  // Not the prefix of role sessions: a key that no role session has stands for the root.
  const accessKeyId = `LKIA${randomUUID().replaceAll("-", "").slice(0, 16).toUpperCase()}`;
  return {
    Credentials: credentialsView({
      accessKeyId,
      secretAccessKey: randomBytes(30).toString("base64"),
      sessionToken: randomBytes(96).toString("base64"),
      expiresAt: cloud.clock.now() + DurationSeconds * 1000,
    }),
  };
};
