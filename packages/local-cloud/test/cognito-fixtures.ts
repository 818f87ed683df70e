import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  InitiateAuthCommand,
  type CognitoIdentityProviderClient,
  type CreateUserPoolClientCommandInput,
  type CreateUserPoolCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import type { TestCloud } from "../src/testing.ts";

export const PASSWORD = "Correct-horse-7";

type Pools = CognitoIdentityProviderClient;

/** A pool with verified e-mails and a client for passwords. */
export async function aPool(
  pools: Pools,
  pool: Partial<CreateUserPoolCommandInput> = {},
  client: Partial<CreateUserPoolClientCommandInput> = {},
) {
  const { UserPool } = await pools.send(
    new CreateUserPoolCommand({
      PoolName: "people",
      AutoVerifiedAttributes: ["email"],
      ...pool,
    }),
  );
  const UserPoolId = UserPool?.Id ?? "";
  return { UserPoolId, Arn: UserPool?.Arn ?? "", ...(await aClient(pools, UserPoolId, client)) };
}

export async function aClient(
  pools: Pools,
  UserPoolId: string,
  client: Partial<CreateUserPoolClientCommandInput> = {},
) {
  const { UserPoolClient } = await pools.send(
    new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: "web",
      ExplicitAuthFlows: [
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
      ],
      ...client,
    }),
  );
  return {
    ClientId: UserPoolClient?.ClientId ?? "",
    ClientSecret: UserPoolClient?.ClientSecret ?? "",
  };
}

let users = 0;

/** A confirmed user with {@link PASSWORD} and a verified address. */
export async function aUser(
  pools: Pools,
  UserPoolId: string,
  given: Record<string, string> = {},
  name?: string,
): Promise<string> {
  users += 1;
  const Username = name ?? `user${users}`;
  const all = { email: `user${users}@example.com`, email_verified: "true", ...given };
  await pools.send(
    new AdminCreateUserCommand({
      UserPoolId,
      Username,
      MessageAction: "SUPPRESS",
      UserAttributes: attributes(all),
    }),
  );
  await pools.send(
    new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: PASSWORD, Permanent: true }),
  );
  return Username;
}

/** Signs in with a password. */
export async function signIn(
  pools: Pools,
  ClientId: string,
  USERNAME: string,
  password = PASSWORD,
) {
  const answer = await pools.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME, PASSWORD: password },
    }),
  );
  const { AccessToken = "", IdToken = "", RefreshToken = "" } = answer.AuthenticationResult ?? {};
  return { ...answer, AccessToken, IdToken, RefreshToken };
}

/** The newest code that went to an address. */
export function codeFor({ cloud }: TestCloud, address: string): string {
  const body = cloud.inbox.read(address).at(-1)?.body ?? "";
  return /\b\d{6}\b/.exec(body)?.[0] ?? `no code in: ${body}`;
}

/** Another code than this. */
export function wrong(code: string): string {
  return code === "000000" ? "111111" : "000000";
}

/** Attributes as the API takes them. */
export function attributes(map: Record<string, string>) {
  return Object.entries(map).map(([Name, Value]) => ({ Name, Value }));
}

/** Attributes as a test reads them. */
export function asMap(
  list: readonly { Name?: string | undefined; Value?: string | undefined }[] | undefined,
): Record<string, string | undefined> {
  return Object.fromEntries((list ?? []).map(({ Name = "", Value }) => [Name, Value]));
}
