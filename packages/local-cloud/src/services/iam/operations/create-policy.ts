import type * as Iam from "@aws-sdk/client-iam";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { mergeTags, newId, readName, readPath } from "../lists.ts";
import { checkIdentityPolicy } from "../policy-document.ts";
import type { IamState } from "../state.ts";
import { policyView } from "../views.ts";

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
export const createPolicy: Operation<typeof Iam, "CreatePolicy", IamState> = (
  input,
  { state, cloud },
) => {
  const name = readName("policyName", input.PolicyName, 128);
  const path = readPath(input.Path);
  const document = input.PolicyDocument ?? "";
  checkIdentityPolicy(document);
  const arn = `arn:aws:iam::${state.accountId}:policy${path}${name}`;
  if (state.policies.entries().some(([, other]) => other.name === name)) {
    return fail(
      "EntityAlreadyExists",
      `A policy called ${name} already exists. Duplicate names are not allowed.`,
      409,
    );
  }
  const createdAt = cloud.clock.now();
  const policy = {
    name,
    path,
    id: newId("ANPA"),
    arn,
    ...(input.Description === undefined ? {} : { description: input.Description }),
    createdAt,
    updatedAt: createdAt,
    versions: [{ id: "v1", document, createdAt }],
    defaultVersion: "v1",
    nextVersion: 2,
    tags: mergeTags([], input.Tags),
  };
  state.policies.put(arn, policy);
  return { Policy: policyView(state, policy) };
};
