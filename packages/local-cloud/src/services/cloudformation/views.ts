import type {
  Change,
  Output,
  Parameter,
  Stack,
  StackEvent,
  StackResource,
  StackResourceSummary,
} from "@aws-sdk/client-cloudformation";
import type {
  ChangeRecord,
  EventRecord,
  OutputRecord,
  ResourceRecord,
  StackRecord,
  Target,
} from "../../stacks/records.ts";
import type { Template } from "../../stacks/template/template.ts";

/** A stack as DescribeStacks shows it. */
export function stackView(stack: StackRecord, template: Template | undefined): Stack {
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: stack.changeSetId,
    Description: stack.description,
    Parameters: parameterViews(stack.current, template),
    CreationTime: new Date(stack.createdAt),
    LastUpdatedTime: date(stack.updatedAt),
    DeletionTime: date(stack.deletedAt),
    RollbackConfiguration: {},
    StackStatus: status<Stack["StackStatus"]>(stack.status),
    StackStatusReason: stack.reason,
    DisableRollback: stack.onFailure === "DO_NOTHING",
    NotificationARNs: [...stack.current.notificationArns],
    TimeoutInMinutes: stack.timeoutInMinutes,
    Capabilities: status<Stack["Capabilities"]>([...stack.current.capabilities]),
    Outputs: stack.outputs.length === 0 ? undefined : stack.outputs.map(outputView),
    RoleARN: stack.current.roleArn,
    Tags: stack.current.tags.map((tag) => ({ ...tag })),
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: { StackDriftStatus: "NOT_CHECKED" },
  };
}

/** Parameters as given, with the secret ones hidden. */
export function parameterViews(
  { parameters, ssmValues }: Target,
  template: Template | undefined,
): Parameter[] | undefined {
  const views = Object.entries(parameters).map(([name, value]) => ({
    ParameterKey: name,
    ParameterValue: template?.parameters.get(name)?.NoEcho === true ? "****" : value,
    ...(Object.hasOwn(ssmValues, name) ? { ResolvedValue: ssmValues[name] } : {}),
  }));
  return views.length === 0 ? undefined : views;
}

/** An event as DescribeStackEvents shows it. */
export function eventView(stack: StackRecord, event: EventRecord): StackEvent {
  return {
    StackId: stack.id,
    EventId: event.eventId,
    StackName: stack.name,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: new Date(event.at),
    ResourceStatus: status<StackEvent["ResourceStatus"]>(event.status),
    ResourceStatusReason: event.reason,
    ResourceProperties: event.properties,
    ClientRequestToken: event.token,
  };
}

/** A resource as DescribeStackResources shows it. */
export function resourceView(stack: StackRecord, resource: ResourceRecord): StackResource {
  return {
    StackName: stack.name,
    StackId: stack.id,
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: physicalIdOf(resource),
    ResourceType: resource.type,
    Timestamp: new Date(resource.updatedAt),
    ResourceStatus: status<StackResource["ResourceStatus"]>(resource.status),
    ResourceStatusReason: resource.reason,
    DriftInformation: { StackResourceDriftStatus: "NOT_CHECKED" },
  };
}

/** A resource as ListStackResources shows it. */
export function resourceSummary(resource: ResourceRecord): StackResourceSummary {
  return {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: physicalIdOf(resource),
    ResourceType: resource.type,
    LastUpdatedTimestamp: new Date(resource.updatedAt),
    ResourceStatus: status<StackResource["ResourceStatus"]>(resource.status),
    ResourceStatusReason: resource.reason,
    DriftInformation: { StackResourceDriftStatus: "NOT_CHECKED" },
  };
}

/** A change as DescribeChangeSet shows it. */
export function changeView(change: ChangeRecord): Change {
  return {
    Type: "Resource",
    ResourceChange: {
      Action: change.action,
      LogicalResourceId: change.logicalId,
      PhysicalResourceId: change.physicalId,
      ResourceType: change.type,
      Replacement: change.replacement,
      Scope: change.action === "Modify" ? ["Properties"] : [],
      Details: change.changedProperties.map((name) => ({
        Target: { Attribute: "Properties", Name: name },
        Evaluation: "Static",
        ChangeSource: "DirectModification",
      })),
    },
  };
}

function outputView(output: OutputRecord): Output {
  return {
    OutputKey: output.key,
    OutputValue: output.value,
    Description: output.description,
    ExportName: output.exportName,
  };
}

function physicalIdOf({ current, attempt }: ResourceRecord): string | undefined {
  return attempt?.physicalId ?? current?.physicalId;
}

function date(at: number | undefined): Date | undefined {
  return at === undefined ? undefined : new Date(at);
}

/** The engine's texts are AWS's enumeration values; their types do not say so. */
export function status<T>(value: string | readonly string[]): T {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the engine writes AWS's own status texts
  return value as T;
}
