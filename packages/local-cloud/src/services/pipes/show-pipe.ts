import type { PipeState } from "@aws-sdk/client-pipes";
import type { Pipe } from "./pipe.ts";

/** What every answer says of a pipe. */
export function summary(pipe: Pipe) {
  const state: Extract<PipeState, "RUNNING" | "STOPPED"> = pipe.isRunning ? "RUNNING" : "STOPPED";
  return {
    Arn: pipe.arn,
    Name: pipe.name,
    DesiredState: state,
    CurrentState: state,
    CreationTime: new Date(pipe.createdAt),
    LastModifiedTime: new Date(pipe.modifiedAt),
  };
}
