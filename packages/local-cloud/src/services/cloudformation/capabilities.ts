import { AwsError } from "../../errors.ts";
import { own } from "../../stacks/json.ts";
import type { Template } from "../../stacks/template/template.ts";

/** The resource types that give permissions, with the property that names the resource. */
const IAM_TYPES = new Map([
  ["AWS::IAM::Role", "RoleName"],
  ["AWS::IAM::ManagedPolicy", "ManagedPolicyName"],
  ["AWS::IAM::Policy", undefined],
  ["AWS::IAM::User", "UserName"],
  ["AWS::IAM::Group", "GroupName"],
  ["AWS::IAM::AccessKey", undefined],
  ["AWS::IAM::InstanceProfile", "InstanceProfileName"],
  ["AWS::IAM::UserToGroupAddition", undefined],
]);

/** A template's need of an acknowledgement, and why. */
export interface CapabilityNeed {
  readonly capabilities: readonly string[];
  readonly reason: string;
}

/** What the caller has to acknowledge before this template is deployed. */
export function neededCapabilities(template: Template): CapabilityNeed | undefined {
  const found = [...template.resources.values()].filter(({ type }) => IAM_TYPES.has(type));
  const types = [...new Set(found.map(({ type }) => type))].join(", ");
  const named = found.some(({ type, properties }) => {
    const property = IAM_TYPES.get(type);
    return property !== undefined && own(properties, property) !== undefined;
  });
  const capabilities = [
    ...(named ? ["CAPABILITY_NAMED_IAM"] : found.length > 0 ? ["CAPABILITY_IAM"] : []),
    ...(template.transforms.length > 0 ? ["CAPABILITY_AUTO_EXPAND"] : []),
  ];
  if (capabilities.length === 0) return undefined;
  const reason = `The following resource(s) require capabilities: [${types || template.transforms.join(", ")}]`;
  return { capabilities, reason };
}

/**
 * Refuses a deployment that the caller has not acknowledged.
 *
 * @throws {AwsError} `InsufficientCapabilitiesException`.
 */
export function requireCapabilities(template: Template, given: readonly string[]): void {
  const granted = new Set(given);
  if (granted.has("CAPABILITY_NAMED_IAM")) granted.add("CAPABILITY_IAM");
  const missing = (neededCapabilities(template)?.capabilities ?? []).filter(
    (capability) => !granted.has(capability),
  );
  if (missing.length > 0) {
    throw new AwsError(
      "InsufficientCapabilitiesException",
      `Requires capabilities : [${missing.join(", ")}]`,
    );
  }
}
