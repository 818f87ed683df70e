import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import { page } from "../paging.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListImports.html */
export const listImports: Operation<typeof CloudFormation, "ListImports", Engine> = (
  input,
  { state },
) => {
  const name = input.ExportName ?? "";
  const importers = state.store.importers(name);
  if (importers.length === 0) {
    return fail("ValidationError", `Export '${name}' is not imported by any stack.`);
  }
  const { items, next } = page(importers, input.NextToken);
  return { Imports: items.map((stack) => stack.name), NextToken: next };
};
