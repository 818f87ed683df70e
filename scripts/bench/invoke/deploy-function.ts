import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from "@aws-sdk/client-cloudformation";
import { readFile } from "node:fs/promises";
import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { zipSync } from "fflate";
import { recordRequest } from "../http/recorded-request.ts";

const ACTIVE_WITHIN_SECONDS = 30;

/** A function to be created from one bundle. */
export interface FunctionToDeploy {
  readonly name: string;
  /** Path of the bundle, an ES module. */
  readonly bundle: string;
  readonly event: unknown;
}

function settings(endpoint: string) {
  const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
  return { endpoint, region: "eu-west-1", credentials, maxAttempts: 1 };
}

/** Makes a role that Lambda may take on, and that may do nothing; resolves with its ARN. */
async function createRole(port: number, name: string): Promise<string> {
  const trust = {
    Effect: "Allow",
    Principal: { Service: "lambda.amazonaws.com" },
    Action: "sts:AssumeRole",
  };
  const AssumeRolePolicyDocument = { Version: "2012-10-17", Statement: [trust] };
  const Role = { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument } };
  const Arn = { Value: { "Fn::GetAtt": ["Role", "Arn"] } };
  const client = new CloudFormationClient(settings(`http://127.0.0.1:${port}`));
  const StackName = `role-of-${name}`;
  await client.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: JSON.stringify({ Resources: { Role }, Outputs: { Arn } }),
      Capabilities: ["CAPABILITY_IAM"],
    }),
  );
  const complete = { client, minDelay: 1, maxWaitTime: ACTIVE_WITHIN_SECONDS };
  await waitUntilStackCreateComplete(complete, { StackName });
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  client.destroy();
  return stack?.Outputs?.[0]?.OutputValue ?? "";
}

/** Creates a function in the cloud on `port`, invokes it once and answers the bytes of that request. */
export async function deployFunction(
  port: number,
  { name, bundle, event }: FunctionToDeploy,
): Promise<Buffer> {
  const client = new LambdaClient(settings(`http://127.0.0.1:${port}`));
  await client.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "index.handler",
      Role: await createRole(port, name),
      MemorySize: 512,
      Timeout: 10,
      Environment: { Variables: { POWERTOOLS_SERVICE_NAME: "bench" } },
      Code: { ZipFile: zipSync({ "index.mjs": await readFile(bundle) }) },
    }),
  );
  const active = { client, maxWaitTime: ACTIVE_WITHIN_SECONDS };
  await waitUntilFunctionActiveV2(active, { FunctionName: name });
  client.destroy();
  return recordRequest(port, async (endpoint) => {
    const recorded = new LambdaClient(settings(endpoint));
    const Payload = JSON.stringify(event);
    await recorded.send(new InvokeCommand({ FunctionName: name, Payload }));
    recorded.destroy();
  });
}
