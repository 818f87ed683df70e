import * as z from "zod";
import { checkConstraints } from "../constraints.ts";
import { formatNextToken, parseNextToken } from "../next-token.ts";
import type { KinesisOperation } from "./operation.ts";

const PAGE = 100;
const After = z.string();

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreams.html */
export const listStreams: KinesisOperation<"ListStreams"> = (input, { state }) => {
  checkConstraints(input);
  const now = state.clock.now();
  const { NextToken, ExclusiveStartStreamName = "" } = input;
  const after =
    NextToken === undefined ? ExclusiveStartStreamName : parseNextToken(NextToken, After, now);
  const streams = state.streams.list().filter(({ name }) => name > after);
  const page = streams.slice(0, input.Limit ?? PAGE);
  const last = page.length < streams.length ? page.at(-1) : undefined;
  return {
    StreamNames: page.map(({ name }) => name),
    HasMoreStreams: last !== undefined,
    StreamSummaries: page.map(({ name, arn, mode, createdAt }) => ({
      StreamName: name,
      StreamARN: arn,
      StreamStatus: "ACTIVE",
      StreamModeDetails: { StreamMode: mode },
      StreamCreationTimestamp: new Date(createdAt),
    })),
    ...(last !== undefined && { NextToken: formatNextToken(last.name, now) }),
  };
};
