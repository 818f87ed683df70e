import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import * as z from "zod";

const Outputs = z.object({
  ApiUrl: z.string(),
  UserPoolId: z.string(),
  AppClientId: z.string(),
  EventBusName: z.string(),
  EventArchive: z.string(),
  EventsBucket: z.string(),
  EventsStream: z.string(),
  FailedTickets: z.string(),
  FailedDeliveries: z.string(),
  TicketDesk: z.string(),
});

/** What the stack of a stage promises to callers and operators. */
export type Outputs = z.infer<typeof Outputs>;

/** Reads the outputs of a deployed stack; region, endpoint and credentials come from the environment. */
export async function stackOutputs(
  stage: string,
  client: CloudFormationClient = new CloudFormationClient(),
): Promise<Outputs> {
  const StackName = `client-events-${stage}`;
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  return readOutputs(
    Object.fromEntries(
      (Stacks[0]?.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [
        OutputKey,
        OutputValue,
      ]),
    ),
  );
}

/** Checks outputs that somebody else has read. */
export function readOutputs(outputs: Readonly<Record<string, string>>): Outputs {
  return Outputs.parse(outputs);
}
