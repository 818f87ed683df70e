import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  StartExecutionCommand,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { isPassingFault } from "@blueprints/lambda-kit/aws-client";
import { ConflictError, UnavailableError } from "@blueprints/lambda-kit/errors";
import * as z from "zod/mini";
import type { Processes, ProcessStart } from "../app/process-ports.ts";

const Input = z.object({
  request: z.object({
    customerId: z.string(),
    outboundFlightId: z.string(),
    chargeId: z.string(),
  }),
});

async function orUnavailable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    if (!isPassingFault(cause)) throw cause;
    throw new UnavailableError("ProcessesUnavailable", "Step Functions does not answer", { cause });
  }
}

/** Processes as executions of a state machine, each named after its booking. */
export function stepFunctionsProcesses(client: SFNClient, stateMachineArn: string): Processes {
  const machine = stateMachineArn.replace(":stateMachine:", ":execution:");

  const describe = async (bookingId: string) => {
    const command = new DescribeExecutionCommand({ executionArn: `${machine}:${bookingId}` });
    const { status, input = "{}" } = await orUnavailable(client.send(command));
    return { ...z.parse(Input, JSON.parse(input)).request, isRunning: status === "RUNNING" };
  };

  const assertSame = async (process: ProcessStart): Promise<void> => {
    const there = await describe(process.bookingId);
    const same =
      there.customerId === process.customerId &&
      there.outboundFlightId === process.outboundFlightId &&
      there.chargeId === process.chargeId;
    if (same) return;
    const message = "the idempotency key was used for another reservation";
    throw new ConflictError("IdempotencyKeyReused", message);
  };

  return {
    async start(process) {
      const { fault, correlationId = process.bookingId, ...request } = process;
      const input = JSON.stringify({
        task: "process",
        correlationId,
        request,
        fault: fault ?? null,
      });
      const name = process.bookingId;
      try {
        const command = new StartExecutionCommand({ stateMachineArn, name, input });
        await orUnavailable(client.send(command));
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
        await assertSame(process);
      }
    },

    async find(bookingId) {
      try {
        return await describe(bookingId);
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return undefined;
        throw error;
      }
    },
  };
}
