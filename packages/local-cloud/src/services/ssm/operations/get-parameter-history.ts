import type * as Ssm from "@aws-sdk/client-ssm";
import type { Operation } from "../../../service.ts";
import { page } from "../paging.ts";
import { select, type SsmState } from "../state.ts";
import { hidden } from "../views.ts";

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameterHistory.html */
export const getParameterHistory: Operation<typeof Ssm, "GetParameterHistory", SsmState> = (
  input,
  { state },
) => {
  const { parameter } = select(state, input.Name ?? "");
  const { items, NextToken } = page(parameter.versions, input);
  const Parameters = items.map((version) => ({
    Name: parameter.name,
    Type: version.type,
    KeyId: version.keyId,
    LastModifiedDate: new Date(version.modifiedAt),
    LastModifiedUser: version.modifiedBy,
    Description: version.description,
    Value:
      version.type === "SecureString" && input.WithDecryption !== true
        ? hidden(version.value)
        : version.value,
    AllowedPattern: version.allowedPattern,
    Version: version.version,
    Labels: [...version.labels],
    Tier: version.tier,
    Policies: [],
    DataType: version.dataType,
  }));
  return { Parameters, NextToken };
};
