import type * as Pipes from "@aws-sdk/client-pipes";
import type { Operation } from "../../../service.ts";
import { page } from "../paging.ts";
import type { Pipe } from "../pipe.ts";
import { findPipe, pipeKey, type PipesState } from "../pipes-state.ts";
import { readPipe } from "../read-pipe.ts";
import { summary } from "../show-pipe.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_DescribePipe.html */
export const describePipe: Operation<typeof Pipes, "DescribePipe", PipesState> = (
  input,
  { state, principal },
) => {
  const pipe = findPipe(state, input.Name, principal.accountId);
  return {
    ...summary(pipe),
    Description: pipe.description,
    Source: pipe.source,
    SourceParameters: withDates(pipe.sourceParameters),
    Enrichment: pipe.enrichment,
    EnrichmentParameters: pipe.enrichmentParameters,
    Target: pipe.target,
    TargetParameters: pipe.targetParameters,
    RoleArn: pipe.roleArn,
    Tags: { ...pipe.tags },
  };
};

/** Times are kept as text. */
function withDates(parameters: Pipe["sourceParameters"]): Pipe["sourceParameters"] {
  const stream = parameters?.KinesisStreamParameters;
  if (stream?.StartingPositionTimestamp === undefined) return parameters;
  const StartingPositionTimestamp = new Date(stream.StartingPositionTimestamp);
  return { ...parameters, KinesisStreamParameters: { ...stream, StartingPositionTimestamp } };
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_ListPipes.html */
export const listPipes: Operation<typeof Pipes, "ListPipes", PipesState> = (
  input,
  { state, principal },
) => {
  const { NamePrefix = "", SourcePrefix = "", TargetPrefix = "" } = input;
  const found = state.pipes
    .entries({ prefix: `${principal.accountId}/${NamePrefix}` })
    .map(([, pipe]) => pipe)
    .filter(
      ({ source, target }) => source.startsWith(SourcePrefix) && target.startsWith(TargetPrefix),
    )
    .map((pipe) => ({
      ...summary(pipe),
      Source: pipe.source,
      Target: pipe.target,
      Enrichment: pipe.enrichment,
    }))
    .filter(({ CurrentState }) => (input.CurrentState ?? CurrentState) === CurrentState)
    .filter(({ DesiredState }) => (input.DesiredState ?? DesiredState) === DesiredState);
  const { items, ...next } = page(found, input);
  return { Pipes: items, ...next };
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_DeletePipe.html */
export const deletePipe: Operation<typeof Pipes, "DeletePipe", PipesState> = (
  input,
  { state, cloud, principal },
) => {
  const pipe = findPipe(state, input.Name, principal.accountId);
  cloud.store.transaction(() => {
    state.pipes.delete(pipeKey(pipe));
    state.sources.remove(pipe.id);
  });
  return { ...summary(pipe), CurrentState: "DELETING" };
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_StartPipe.html */
export const startPipe: Operation<typeof Pipes, "StartPipe", PipesState> = (
  input,
  { state, cloud, principal },
) => {
  const pipe = findPipe(state, input.Name, principal.accountId);
  const running = setRunning(state, pipe, { isRunning: true, now: cloud.clock.now() });
  return { ...summary(running), CurrentState: "STARTING" };
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_StopPipe.html */
export const stopPipe: Operation<typeof Pipes, "StopPipe", PipesState> = (
  input,
  { state, cloud, principal },
) => {
  const pipe = findPipe(state, input.Name, principal.accountId);
  const stopped = setRunning(state, pipe, { isRunning: false, now: cloud.clock.now() });
  return { ...summary(stopped), CurrentState: "STOPPING" };
};

function setRunning(
  state: PipesState,
  pipe: Pipe,
  { isRunning, now }: { isRunning: boolean; now: number },
): Pipe {
  const changed = { ...pipe, isRunning, modifiedAt: now };
  state.pipes.put(pipeKey(pipe), changed);
  state.sources.change(readPipe(changed));
  return changed;
}
