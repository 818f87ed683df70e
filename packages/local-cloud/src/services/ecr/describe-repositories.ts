import type * as Ecr from "@aws-sdk/client-ecr";
import { fail } from "../../errors.ts";
import type { Operation } from "../../service.ts";

/** @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRepositories.html */
export const describeRepositories: Operation<typeof Ecr, "DescribeRepositories"> = (
  { repositoryNames: [name] = [], registryId },
  { cloud },
) => {
  if (name === undefined) return { repositories: [] };
  return fail(
    "RepositoryNotFoundException",
    `The repository with name '${name}' does not exist in the registry with id '${registryId ?? cloud.config.accountId}'`,
  );
};
