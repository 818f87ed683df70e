import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { CloudConfig } from "../../cloud.ts";
import type { VersionRecord } from "./model.ts";
import { functionArn } from "./names.ts";

/** Describes one version as the API answers it; it is active from the start. */
export function toConfiguration(
  version: VersionRecord,
  at: { config: CloudConfig; name: string; qualifier?: string },
): FunctionConfiguration {
  const { logging } = version;
  return {
    FunctionName: at.name,
    FunctionArn: functionArn(at.config, at.name, at.qualifier),
    // oxlint-disable-next-line typescript/consistent-type-assertions -- checked against the runtimes on the way in
    Runtime: version.runtime as NonNullable<FunctionConfiguration["Runtime"]>,
    Role: version.roleArn,
    Handler: version.handler,
    CodeSize: version.code.sizeBytes,
    Description: version.description,
    Timeout: version.timeoutSeconds,
    MemorySize: version.memoryMb,
    LastModified: version.lastModified,
    CodeSha256: Buffer.from(version.code.sha256, "hex").toString("base64"),
    Version: version.version,
    VpcConfig: {
      SubnetIds: [...(version.subnetIds ?? [])],
      SecurityGroupIds: [...(version.securityGroupIds ?? [])],
      VpcId: "",
    },
    DeadLetterConfig:
      version.deadLetterArn === undefined ? undefined : { TargetArn: version.deadLetterArn },
    Environment:
      version.variables === undefined ? undefined : { Variables: { ...version.variables } },
    KMSKeyArn: version.kmsKeyArn,
    TracingConfig: { Mode: version.tracing },
    RevisionId: version.revisionId,
    Layers: version.layers.length === 0 ? undefined : version.layers.map((Arn) => ({ Arn })),
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: "Zip",
    Architectures: [version.architecture],
    EphemeralStorage: { Size: version.ephemeralMb },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    LoggingConfig: {
      LogFormat: logging.format,
      LogGroup: logging.group,
      // oxlint-disable-next-line typescript/consistent-type-assertions -- as the client gave it
      ApplicationLogLevel: logging.applicationLevel as "INFO" | undefined,
      // oxlint-disable-next-line typescript/consistent-type-assertions -- as the client gave it
      SystemLogLevel: logging.systemLevel as "INFO" | undefined,
    },
  };
}
