import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import * as z from "zod";

const Outputs = z.object({
  StreamName: z.string(),
  DestinationBucket: z.string(),
  QuarantinePrefix: z.string(),
  ProgressTable: z.string(),
  DeadLetters: z.string(),
  DecoderFunction: z.string(),
});

/** What the stack promises to callers. */
export type Outputs = z.infer<typeof Outputs>;

/**
 * The outputs of the service's stack of a stage; region, endpoint and credentials are the environment's.
 *
 * @throws {Error} There is no such stack, or it has other outputs.
 */
export async function stackOutputs(stage: string): Promise<Outputs> {
  const client = new CloudFormationClient();
  const StackName = `protobuf-decoder-${stage}`;
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  const outputs = Stacks[0]?.Outputs ?? [];
  return Outputs.parse(
    Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
  );
}
