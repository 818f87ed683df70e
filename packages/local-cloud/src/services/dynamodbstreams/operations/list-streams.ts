import { checkConstraints } from "../../dynamodb/constraints.ts";
import { trim } from "../find-stream.ts";
import type { StreamsOperation } from "./operation.ts";

const MAX_STREAMS = 100;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_ListStreams.html */
export const listStreams: StreamsOperation<"ListStreams"> = (input, { state: engine }) => {
  checkConstraints(input);
  trim(engine);
  const after = input.ExclusiveStartStreamArn ?? "";
  const streams = engine.streams.list().filter(({ arn, tableName }) => {
    return arn > after && (input.TableName === undefined || tableName === input.TableName);
  });
  const page = streams.slice(0, Math.min(input.Limit ?? MAX_STREAMS, MAX_STREAMS));
  const last = page.length < streams.length ? page.at(-1) : undefined;
  return {
    Streams: page.map(({ arn, label, tableName }) => ({
      StreamArn: arn,
      StreamLabel: label,
      TableName: tableName,
    })),
    ...(last && { LastEvaluatedStreamArn: last.arn }),
  };
};
