import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { buildFolder } from "../build-folder.ts";
import { bundle } from "../bundle.ts";
import { plainHandler, sdkPartsOf } from "./sdk-parts.ts";

test("the least handler is bundled with just the clients and commands it was made for", async () => {
  const folder = await buildFolder("bench-sdk-parts");
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const parts = {
    "@aws-sdk/client-lambda": ["InvokeCommand", "LambdaClient"],
    "@aws-sdk/client-sqs": ["SQSClient", "SendMessageCommand"],
  };
  await writeFile(join(folder, "plain.ts"), plainHandler(parts));
  const built = await bundle(join(folder, "plain.ts"), join(folder, "plain.mjs"));
  expect(sdkPartsOf(built)).toEqual(parts);
}, 60_000);

test("a command needs its client", () => {
  expect(() => plainHandler({ "@aws-sdk/client-s3": ["GetObjectCommand"] })).toThrow(
    "commands without a client",
  );
});
