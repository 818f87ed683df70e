import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateFunctionCommand,
  InvokeCommand,
  type LambdaClient,
  type CreateFunctionCommandInput,
} from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { lambda } from "../src/services/lambda/index.ts";
import { logs } from "../src/services/logs/index.ts";
import type { AnyPlugin } from "../src/service.ts";

export const LAMBDA_PLUGINS: readonly AnyPlugin[] = [logs, lambda];
export const ROLE = "arn:aws:iam::000000000000:role/worker";

/** A ZIP archive of text files. */
export function zipOf(files: Record<string, string>): Uint8Array {
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])),
  );
}

/** Creates a function from the source of its `index.mjs`. */
export async function createFunction(
  client: LambdaClient,
  source: string,
  over: Partial<CreateFunctionCommandInput> = {},
): Promise<string> {
  const FunctionName = over.FunctionName ?? "subject";
  await client.send(
    new CreateFunctionCommand({
      Runtime: "nodejs24.x",
      Role: ROLE,
      Handler: "index.handler",
      Code: { ZipFile: zipOf({ "index.mjs": source }) },
      ...over,
      FunctionName,
    }),
  );
  return FunctionName;
}

/** Invokes a function and reads its JSON answer. */
export async function invoke(client: LambdaClient, FunctionName: string, event: unknown = {}) {
  const answer = await client.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event), LogType: "Tail" }),
  );
  return {
    ...answer,
    result: JSON.parse(answer.Payload?.transformToString() || "null") as unknown,
    tail: Buffer.from(answer.LogResult ?? "", "base64").toString(),
  };
}

/** Source that every recording handler begins with: `note(x)` writes a line to the file `OUT`. */
const RECORDER = `import { appendFileSync, readFileSync } from "node:fs";
const note = (value) => appendFileSync(process.env.OUT, JSON.stringify(value) + "\\n");
const noted = () => readFileSync(process.env.OUT, "utf8").split("\\n").length - 1;
`;

/** A function whose handler may `note(value)` what it saw, and how the test reads that. */
export async function createRecorder(
  client: LambdaClient,
  handlerBody: string,
  over: Partial<CreateFunctionCommandInput> = {},
) {
  const out = join(mkdtempSync(join(tmpdir(), "recorder-")), "out");
  writeFileSync(out, "");
  const name = await createFunction(
    client,
    `${RECORDER} export const handler = async (event, context) => { ${handlerBody} };`,
    { Environment: { Variables: { OUT: out } }, ...over },
  );
  const read = (): unknown[] =>
    readFileSync(out, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line): unknown => JSON.parse(line));
  return { name, read };
}
