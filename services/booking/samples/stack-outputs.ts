import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import * as z from "zod";

const Outputs = z.object({
  ApiUrl: z.string(),
  BookingTable: z.string(),
  EventBusName: z.string(),
  Configuration: z.string(),
  CustomerApiSecret: z.string(),
  FlightTable: z.string(),
  PaymentConfiguration: z.string(),
  ProcessBookingStateMachine: z.string(),
});

/** What the stack promises to callers. */
export type Outputs = z.infer<typeof Outputs>;

/** The outputs of the service's stack of a stage; region, endpoint and credentials are the environment's. */
export async function stackOutputs(stage: string): Promise<Outputs> {
  const client = new CloudFormationClient();
  const StackName = `booking-${stage}`;
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  const outputs = Stacks[0]?.Outputs ?? [];
  return Outputs.parse(
    Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
  );
}
