import { expect, test } from "vitest";
import { DescribeRepositoriesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { ecr } from "../src/services/ecr/index.ts";
import { startTestCloud } from "../src/testing.ts";

test("no repository exists, in the words that sls remove looks for", async () => {
  const client = (await startTestCloud({ plugins: [ecr] })).client(ECRClient);
  const named = new DescribeRepositoriesCommand({ repositoryNames: ["images"] });
  await expect(client.send(named)).rejects.toMatchObject({
    name: "RepositoryNotFoundException",
    message:
      "The repository with name 'images' does not exist in the registry with id '000000000000'",
  });
  const { repositories } = await client.send(new DescribeRepositoriesCommand({}));
  expect(repositories).toEqual([]);
});
