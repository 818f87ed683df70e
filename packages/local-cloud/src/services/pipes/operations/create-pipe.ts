import { randomUUID } from "node:crypto";
import type * as Pipes from "@aws-sdk/client-pipes";
import { fail, NotEmulatedError } from "../../../errors.ts";
import type { In, Operation } from "../../../service.ts";
import type { Pipe } from "../pipe.ts";
import { findPipe, pipeKey, type PipesState } from "../pipes-state.ts";
import { invalid, readPipe } from "../read-pipe.ts";
import { summary } from "../show-pipe.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_CreatePipe.html */
export const createPipe: Operation<typeof Pipes, "CreatePipe", PipesState> = async (
  input,
  { state, cloud, principal },
) => {
  refuseUnknown(input);
  const { Name: name = "" } = input;
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name)) invalid(`The name ${name} is not valid.`);
  const { accountId } = principal;
  const key = pipeKey({ accountId, name });
  if (state.pipes.get(key) !== undefined) {
    fail("ConflictException", `Pipe ${name} already exists.`, 409);
  }
  const now = cloud.clock.now();
  const pipe: Pipe = {
    id: randomUUID(),
    name,
    accountId,
    arn: `arn:aws:pipes:${cloud.config.region}:${accountId}:pipe/${name}`,
    description: input.Description,
    isRunning: input.DesiredState !== "STOPPED",
    source: input.Source ?? "",
    sourceParameters: input.SourceParameters,
    enrichment: input.Enrichment === "" ? undefined : input.Enrichment,
    enrichmentParameters: input.EnrichmentParameters,
    target: input.Target ?? "",
    targetParameters: input.TargetParameters,
    roleArn: input.RoleArn ?? "",
    tags: input.Tags ?? {},
    createdAt: now,
    modifiedAt: now,
  };
  const mapping = readPipe(pipe);
  state.pipes.put(key, pipe);
  try {
    await state.sources.add(mapping);
  } catch (error) {
    state.pipes.delete(key);
    throw error;
  }
  return { ...summary(pipe), CurrentState: "CREATING" };
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_UpdatePipe.html */
export const updatePipe: Operation<typeof Pipes, "UpdatePipe", PipesState> = (
  input,
  { state, cloud, principal },
) => {
  refuseUnknown(input);
  const before = findPipe(state, input.Name, principal.accountId);
  const pipe: Pipe = {
    ...before,
    ...readTarget(input, before),
    description: input.Description ?? before.description,
    isRunning:
      input.DesiredState === undefined ? before.isRunning : input.DesiredState === "RUNNING",
    sourceParameters: mergeSource(before.sourceParameters, input.SourceParameters),
    roleArn: input.RoleArn ?? before.roleArn,
    modifiedAt: cloud.clock.now(),
  };
  const mapping = readPipe(pipe);
  state.pipes.put(pipeKey(pipe), pipe);
  state.sources.change(mapping);
  return { ...summary(pipe), CurrentState: "UPDATING" };
};

function readTarget(input: In<typeof Pipes, "UpdatePipe">, before: Pipe): Partial<Pipe> {
  const enrichment = input.Enrichment ?? before.enrichment;
  return {
    enrichment: enrichment === "" ? undefined : enrichment,
    enrichmentParameters: input.EnrichmentParameters ?? before.enrichmentParameters,
    target: input.Target ?? before.target,
    targetParameters: input.TargetParameters ?? before.targetParameters,
  };
}

/** Where reading began cannot be changed any more. */
function mergeSource(
  before: Pipe["sourceParameters"],
  update: Pipes.UpdatePipeSourceParameters | undefined,
): Pipe["sourceParameters"] {
  if (update === undefined) return before;
  const { KinesisStreamParameters: kinesis, DynamoDBStreamParameters: table } = before ?? {};
  return {
    FilterCriteria: update.FilterCriteria,
    SqsQueueParameters: update.SqsQueueParameters ?? before?.SqsQueueParameters,
    KinesisStreamParameters: kinesis && { ...kinesis, ...update.KinesisStreamParameters },
    DynamoDBStreamParameters: table && { ...table, ...update.DynamoDBStreamParameters },
  };
}

function refuseUnknown({
  LogConfiguration: log,
  KmsKeyIdentifier,
}: In<typeof Pipes, "UpdatePipe">): void {
  if (log !== undefined && log.Level !== "OFF") {
    throw new NotEmulatedError("pipes:CreatePipe", "LogConfiguration");
  }
  if (KmsKeyIdentifier !== undefined && KmsKeyIdentifier !== "") {
    throw new NotEmulatedError("pipes:CreatePipe", "KmsKeyIdentifier");
  }
}
