import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import * as z from "zod";

const Outputs = z.object({
  ApiUrl: z.string(),
  OrdersTable: z.string(),
  RemovedOrdersTable: z.string(),
  InventoryTable: z.string(),
  ReservationsTable: z.string(),
  PaymentsTable: z.string(),
  StateMachine: z.string(),
  DeadLetters: z.string(),
  RevertPaymentFunction: z.string(),
  RevertInventoryFunction: z.string(),
  RemoveOrderFunction: z.string(),
});

/** What the stack promises to callers and operators. */
export type Outputs = z.infer<typeof Outputs>;

/** Reads outputs as CloudFormation has them. */
export function readOutputs(outputs: unknown): Outputs {
  return Outputs.parse(outputs);
}

/**
 * The outputs of the service's stack of a stage; region, endpoint and credentials are the environment's.
 *
 * @throws {Error} There is no such stack, or it has other outputs.
 */
export async function stackOutputs(stage: string): Promise<Outputs> {
  const client = new CloudFormationClient();
  const StackName = `order-saga-${stage}`;
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  const outputs = Stacks[0]?.Outputs ?? [];
  return readOutputs(
    Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
  );
}
