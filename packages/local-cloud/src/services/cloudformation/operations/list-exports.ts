import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../service.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import { page } from "../paging.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListExports.html */
export const listExports: Operation<typeof CloudFormation, "ListExports", Engine> = (
  input,
  { state },
) => {
  const { items, next } = page(state.store.exports(), input.NextToken);
  const exports = items.map(({ stack, output, name }) => ({
    ExportingStackId: stack.id,
    Name: name,
    Value: output.value,
  }));
  return { Exports: exports, NextToken: next };
};
