import { createHash } from "node:crypto";
import type { Parameter, ParameterMetadata } from "@aws-sdk/client-ssm";
import type { CloudConfig } from "../../cloud.ts";
import { latest, type ParameterRecord, type Selected } from "./state.ts";

/** The ARN of a parameter. */
function parameterArn({ region, accountId }: CloudConfig, name: string): string {
  return `arn:aws:ssm:${region}:${accountId}:parameter${name.startsWith("/") ? "" : "/"}${name}`;
}

/** A parameter as GetParameter shows it. */
export function parameterView(
  { parameter, version, selector }: Selected,
  { config, decrypt }: { config: CloudConfig; decrypt: boolean },
): Parameter {
  const secret = version.type === "SecureString" && !decrypt;
  return {
    Name: parameter.name,
    Type: version.type,
    Value: secret ? hidden(version.value) : version.value,
    Version: version.version,
    Selector: selector,
    LastModifiedDate: new Date(version.modifiedAt),
    ARN: parameterArn(config, parameter.name),
    DataType: version.dataType,
  };
}

/** Stands for the cipher text: opaque, and the same for the same value. */
export function hidden(value: string): string {
  return createHash("sha256").update(value).digest("base64");
}

/** A parameter as DescribeParameters shows it. */
export function metadataView(parameter: ParameterRecord, config: CloudConfig): ParameterMetadata {
  const version = latest(parameter);
  return {
    Name: parameter.name,
    ARN: parameterArn(config, parameter.name),
    Type: version.type,
    KeyId: version.keyId,
    LastModifiedDate: new Date(version.modifiedAt),
    LastModifiedUser: version.modifiedBy,
    Description: version.description,
    AllowedPattern: version.allowedPattern,
    Version: version.version,
    Tier: version.tier,
    Policies: [],
    DataType: version.dataType,
  };
}
