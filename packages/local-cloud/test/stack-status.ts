import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
} from "@aws-sdk/client-cloudformation";

const DEADLINE_MS = 20_000;

/** Waits until a stack is no longer in progress; gives the stack. */
export async function settledStack(
  client: CloudFormationClient,
  StackName: string,
): Promise<Stack> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    const [stack] = Stacks ?? [];
    if (stack !== undefined && !stack.StackStatus?.endsWith("_IN_PROGRESS")) return stack;
    if (Date.now() > deadline) throw new Error(`${StackName} is still ${stack?.StackStatus}`);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

/** `LogicalId STATUS` of every event, oldest first. */
export async function eventLines(
  client: CloudFormationClient,
  StackName: string,
): Promise<string[]> {
  const lines: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new DescribeStackEventsCommand({ StackName, NextToken }));
    for (const event of page.StackEvents ?? []) {
      lines.unshift(`${event.LogicalResourceId} ${event.ResourceStatus}`);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return lines;
}

/** The first failure among the events of a stack. */
export async function failureReason(
  client: CloudFormationClient,
  StackName: string,
): Promise<string | undefined> {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
  return StackEvents.findLast(({ ResourceStatus }) => ResourceStatus?.endsWith("FAILED"))
    ?.ResourceStatusReason;
}

/** A template of one queue, `Jobs`, and whatever `more` adds at the top. */
export function withQueue(properties: object, more: object = {}): string {
  return JSON.stringify({
    Resources: { Jobs: { Type: "AWS::SQS::Queue", Properties: properties } },
    ...more,
  });
}
