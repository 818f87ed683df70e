import type * as Ssm from "@aws-sdk/client-ssm";
import type { Operation } from "../../../service.ts";
import { parameterFilter } from "../parameter-filter.ts";
import { page } from "../paging.ts";
import type { SsmState } from "../state.ts";
import { metadataView } from "../views.ts";

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html */
export const describeParameters: Operation<typeof Ssm, "DescribeParameters", SsmState> = (
  input,
  { state, cloud },
) => {
  const matches = parameterFilter(input);
  const found = state.parameters
    .entries()
    .map(([, parameter]) => parameter)
    .filter(matches);
  const { items, NextToken } = page(found, input);
  return { Parameters: items.map((parameter) => metadataView(parameter, cloud.config)), NextToken };
};
