import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import { NotEmulatedError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { page } from "../paging.ts";
import type { Secret, SecretsState } from "../state.ts";
import { secretView, stagesOf } from "../views.ts";

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html */
export const listSecrets: Operation<typeof SecretsManager, "ListSecrets", SecretsState> = (
  input,
  { state, cloud },
) => {
  if (input.SortBy !== undefined && input.SortBy !== "created-date") {
    throw new NotEmulatedError("ListSecrets", `SortBy ${input.SortBy}`);
  }
  const filters = input.Filters ?? [];
  const found = state.secrets
    .entries()
    .map(([, secret]) => secret)
    .filter(({ purgeAt }) => purgeAt === undefined || purgeAt > cloud.clock.now())
    .filter(({ deletedAt }) => deletedAt === undefined || input.IncludePlannedDeletion === true)
    .filter((secret) => filters.every((filter) => matches(secret, filter)))
    .sort((a, b) => a.createdAt - b.createdAt || (a.name < b.name ? -1 : 1));
  const ordered = input.SortOrder === "asc" ? found : found.toReversed();
  const { items, NextToken } = page(ordered, input);
  const SecretList = items.map((secret) => ({
    ...secretView(secret),
    SecretVersionsToStages: stagesOf(secret),
  }));
  return { SecretList, NextToken };
};

/** A value that starts with `!` excludes; texts match by their beginning. */
function matches(secret: Secret, { Key, Values = [] }: SecretsManager.Filter): boolean {
  const texts = textsOf(secret, Key);
  return Values.some((value) => {
    const isNot = value.startsWith("!");
    const wanted = isNot ? value.slice(1) : value;
    return texts.some((text) => text.startsWith(wanted)) !== isNot;
  });
}

function textsOf({ name, description, tags }: Secret, key: string | undefined): string[] {
  switch (key ?? "") {
    case "name":
      return [name];
    case "description":
      return description === undefined ? [] : [description];
    case "tag-key":
      return Object.keys(tags);
    case "tag-value":
      return Object.values(tags);
    default:
      throw new NotEmulatedError("ListSecrets", `filter ${key}`);
  }
}
