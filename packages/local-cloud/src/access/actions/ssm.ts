import type * as Ssm from "@aws-sdk/client-ssm";
import { arnOf, type Needs, type PermissionTable, type Place } from "./permission.ts";

/** A parameter by name, `name:version`, `name:label` or ARN. */
function parameterArn(name: string, place: Place): string {
  if (name.startsWith("arn:")) return name.split(":").slice(0, 6).join(":");
  const [plain = ""] = name.split(":");
  return arnOf(place, "ssm", `parameter${plain.startsWith("/") ? "" : "/"}${plain}`);
}

const onParameter = ({ Name = "" }: { Name?: string | undefined }, place: Place): Needs => [
  parameterArn(Name, place),
];
const onParameters = (
  { Names = [] }: { Names?: readonly string[] | undefined },
  place: Place,
): Needs => Names.map((name) => parameterArn(name, place));
const onTagged = (
  { ResourceId = "" }: { ResourceId?: string | undefined },
  place: Place,
): Needs => [parameterArn(ResourceId, place)];

/**
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
export const SSM_PERMISSIONS: PermissionTable<typeof Ssm> = {
  AddTagsToResource: onTagged,
  DeleteParameter: onParameter,
  DeleteParameters: onParameters,
  DescribeParameters: (_input, place) => [arnOf(place, "ssm", "*")],
  GetParameter: onParameter,
  GetParameterHistory: onParameter,
  GetParameters: onParameters,
  GetParametersByPath: ({ Path = "", Recursive }, place) => [
    {
      action: "ssm:GetParametersByPath",
      resource: parameterArn(Path, place),
      context: { "ssm:Recursive": String(Recursive ?? false) },
    },
  ],
  LabelParameterVersion: onParameter,
  ListTagsForResource: onTagged,
  PutParameter: (input, place) => [
    {
      action: "ssm:PutParameter",
      resource: parameterArn(input.Name ?? "", place),
      context: { "ssm:Overwrite": String(input.Overwrite ?? false) },
    },
  ],
  RemoveTagsFromResource: onTagged,
};
