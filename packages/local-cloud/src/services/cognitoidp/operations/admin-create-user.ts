import { AwsError } from "../../../errors.ts";
import { attributesOf, checkAttributes, checkRequired } from "../attributes.ts";
import { userNotFound } from "../errors.ts";
import { sendInvitation } from "../invitation.ts";
import { newName } from "../new-user.ts";
import { checkPassword, hashPassword, policyOf, temporaryPassword } from "../password.ts";
import { setPassword, temporaryUntil } from "../set-password.ts";
import { askPreSignUp } from "../sign-up-user.ts";
import { findPool, type Pool, type PoolsOperation } from "../state.ts";
import type { User } from "../user.ts";
import { findUser, saveUser, type PoolsContext } from "../users.ts";
import { userView } from "../views.ts";

type Input = Parameters<PoolsOperation<"AdminCreateUser">>[0];

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html */
export const adminCreateUser: PoolsOperation<"AdminCreateUser"> = async (input, ctx) => {
  const pool = findPool(ctx.state, input.UserPoolId);
  const policy = policyOf(pool);
  const password = input.TemporaryPassword ?? temporaryPassword(policy);
  checkPassword(password, policy);
  const isAgain = input.MessageAction === "RESEND";
  const user = isAgain
    ? await inviteAgain(ctx, { pool, input, password })
    : await create(ctx, { pool, input, password });
  const { DesiredDeliveryMediums: media = ["SMS"], ClientMetadata: clientMetadata } = input;
  if (input.MessageAction !== "SUPPRESS") {
    await sendInvitation(ctx, { pool, user, password, media, clientMetadata });
  }
  return { User: userView(user) };
};

interface Creation {
  readonly pool: Pool;
  readonly input: Input;
  readonly password: string;
}

async function inviteAgain(ctx: PoolsContext, { pool, input, password }: Creation): Promise<User> {
  const user = findUser(ctx.state, pool, input.Username ?? "");
  if (user === undefined) throw userNotFound();
  if (user.status !== "FORCE_CHANGE_PASSWORD") {
    throw new AwsError(
      "UnsupportedUserStateException",
      `Resend not possible. Current status is ${user.status}`,
    );
  }
  const until = temporaryUntil(pool, ctx.cloud.clock.now());
  return setPassword(ctx, { pool, user }, { password, status: user.status, until });
}

async function create(ctx: PoolsContext, { pool, input, password }: Creation): Promise<User> {
  const { Username, ForceAliasCreation: force } = input;
  const given = attributesOf(input.UserAttributes);
  const name = newName(ctx.state, pool, { Username, attributes: given });
  const { username, sub, attributes } = name;
  checkAttributes(pool, attributes);
  checkRequired(pool, attributes);
  const { verified } = await askPreSignUp(ctx, "PreSignUp_AdminCreateUser", {
    pool,
    username,
    attributes,
    validationData: input.ValidationData ? attributesOf(input.ValidationData) : null,
    clientMetadata: input.ClientMetadata,
  });
  const hash = await hashPassword(password);
  const now = ctx.cloud.clock.now();
  return ctx.cloud.store.transaction(() => {
    newName(ctx.state, pool, { Username, attributes: given }); // another call may have been quicker
    const user: User = {
      poolId: pool.id,
      username,
      sub,
      attributes: { ...attributes, ...verified },
      status: "FORCE_CHANGE_PASSWORD",
      enabled: true,
      password: hash,
      passwordUntil: temporaryUntil(pool, now),
      groups: [],
      codes: {},
      createdAt: now,
      modifiedAt: now,
    };
    return saveUser(ctx, { pool, user, force });
  });
}
