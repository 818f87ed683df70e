import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  GetUserCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { expect, onTestFinished, test } from "vitest";
import { aPool, attributes, aUser, PASSWORD, signIn } from "./cognito-fixtures.ts";

const MAIN = join(import.meta.dirname, "..", "src", "main.ts");

async function startProcess(dataDir: string) {
  const child = fork(MAIN, ["--port", "0", "--data-dir", dataDir], { silent: true });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [{ ready }] = (await once(child, "message")) as [{ ready: string }];
  const pools = new CognitoIdentityProviderClient({
    endpoint: ready,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  onTestFinished(() => pools.destroy());
  return { child, pools, endpoint: ready };
}

async function kill(child: ChildProcess): Promise<void> {
  const died = once(child, "exit");
  child.kill("SIGKILL");
  await died;
}

test("users, codes and tokens are there after kill -9", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "local-cloud-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const first = await startProcess(dataDir);
  const { UserPoolId, ClientId } = await aPool(first.pools);
  const name = await aUser(first.pools, UserPoolId);
  const { AccessToken, RefreshToken } = await signIn(first.pools, ClientId, name);
  const email = "waiting@example.com";
  await first.pools.send(
    new SignUpCommand({
      ClientId,
      Username: "waiting",
      Password: PASSWORD,
      UserAttributes: attributes({ email }),
    }),
  );
  await kill(first.child);

  const { pools, endpoint } = await startProcess(dataDir);
  expect(await pools.send(new GetUserCommand({ AccessToken }))).toMatchObject({ Username: name });
  const { AuthenticationResult } = await pools.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN: RefreshToken },
    }),
  );
  expect(AuthenticationResult?.AccessToken).toBeDefined();
  const inbox = await (await fetch(`${endpoint}/_local/inbox/${email}`)).text();
  const ConfirmationCode = /code is (\d{6})/.exec(inbox)?.[1];
  await pools.send(new ConfirmSignUpCommand({ ClientId, Username: "waiting", ConfirmationCode }));
  await signIn(pools, ClientId, "waiting");
});
