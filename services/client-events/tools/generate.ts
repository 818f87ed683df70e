import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import * as z from "zod";
import { newCredentials, sendEvents, signIn, signUp } from "./client.ts";
import { sampleEvent } from "./sample-events.ts";
import { stackOutputs } from "./stack-outputs.ts";

const USAGE = `pnpm --filter client-events generate [--stage dev] [--minutes 1] [--batch 5] [--pauseSeconds 10]
  [--wrongEvery 7] [--userid NAME --password PASSWORD]
Signs a user up (unless one is given) and sends batches of events of all types; every so often a wrong one.`;

const Options = z.object({
  stage: z.string().default("dev"),
  minutes: z.coerce.number().positive().max(1440).default(1),
  batch: z.coerce.number().int().min(1).max(10).default(5),
  pauseSeconds: z.coerce.number().min(0).max(3600).default(10),
  wrongEvery: z.coerce.number().int().min(0).default(7),
  userid: z.string().optional(),
  password: z.string().optional(),
});

const text = { type: "string" } as const;
const { values } = parseArgs({
  options: {
    stage: text,
    minutes: text,
    batch: text,
    pauseSeconds: text,
    wrongEvery: text,
    userid: text,
    password: text,
    help: { type: "boolean" },
  },
});
const options = Options.safeParse(values);
if (values.help === true || !options.success) {
  process.stderr.write(`${USAGE}\n${options.error ? z.prettifyError(options.error) : ""}\n`);
  process.exitCode = 2;
} else {
  await generate(options.data);
}

async function generate(wanted: z.infer<typeof Options>): Promise<void> {
  const { stage, minutes, batch, pauseSeconds, wrongEvery, userid, password } = wanted;
  const outputs = await stackOutputs(stage);
  const cognito = new CognitoIdentityProviderClient();
  const fresh = newCredentials("generator");
  const credentials = { userName: userid ?? fresh.userName, password: password ?? fresh.password };
  if (userid === undefined) await signUp(cognito, outputs, credentials);
  const mark = randomUUID();
  let token = await signIn(cognito, outputs, credentials);
  print(`${credentials.userName} sends to ${outputs.ApiUrl}/event, mark ${mark}`);
  const endAt = Date.now() + minutes * 60_000;
  for (let sent = 0; Date.now() < endAt; sent += batch) {
    const samples = Array.from({ length: batch }, (_, n) =>
      sampleEvent(sent + n, { mark, wrongEvery }),
    );
    const events = samples.map(({ event }) => event);
    let answer = await sendEvents(outputs.ApiUrl, token, events);
    if (answer.status === 401) {
      token = await signIn(cognito, outputs, credentials); // access tokens expire
      answer = await sendEvents(outputs.ApiUrl, token, events);
    }
    print(`${answer.status}: ${samples.map(({ folder }) => folder).join(", ")}`);
    await sleep(Math.min(pauseSeconds * 1000, Math.max(0, endAt - Date.now())));
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
