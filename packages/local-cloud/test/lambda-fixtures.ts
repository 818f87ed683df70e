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
