import type * as Lambda from "@aws-sdk/client-lambda";
import { arnOf, passRole, type Needs, type PermissionTable, type Place } from "./permission.ts";

interface FunctionInput {
  readonly FunctionName?: string | undefined;
  readonly Qualifier?: string | undefined;
}

/** `[arn:aws:lambda:[region:]][account:][function:]name[:qualifier]`, as the API takes it. */
const FUNCTION_NAME =
  /^(?:arn:aws[\w-]*:lambda:)?(?:([a-z]+(?:-[a-z]+)+-\d):)?(?:(\d{12}):)?(?:function:)?([\w.-]+)(?::([\w$.-]+))?$/;

function functionArn({ FunctionName = "", Qualifier }: FunctionInput, place: Place): string {
  const [, region = place.region, accountId = place.accountId, name = FunctionName, qualifier] =
    FUNCTION_NAME.exec(FunctionName) ?? [];
  const arn = arnOf({ ...place, region, accountId }, "lambda", `function:${name}`);
  const version = qualifier ?? Qualifier;
  return version === undefined ? arn : `${arn}:${version}`;
}

const onFunction = (input: FunctionInput, place: Place): Needs => [functionArn(input, place)];

function invoke(input: FunctionInput, place: Place): Needs {
  return [{ action: "lambda:InvokeFunction", resource: functionArn(input, place) }];
}

interface ConfigurationInput extends FunctionInput {
  readonly Role?: string | undefined;
  readonly Layers?: readonly string[] | undefined;
}

/** Whoever configures a function hands it its role, and reads its layers. */
function configure(input: ConfigurationInput, place: Place): Needs {
  const layers = (input.Layers ?? []).map((resource) => ({
    action: "lambda:GetLayerVersion",
    resource,
  }));
  return [functionArn(input, place), ...passRole(input.Role, "lambda.amazonaws.com"), ...layers];
}

interface LayerInput {
  readonly LayerName?: string | undefined;
  readonly VersionNumber?: number | undefined;
}

function onLayer({ LayerName = "", VersionNumber }: LayerInput, place: Place): Needs {
  const arn = LayerName.startsWith("arn:")
    ? LayerName
    : arnOf(place, "lambda", `layer:${LayerName}`);
  return [VersionNumber === undefined ? arn : `${arn}:${VersionNumber}`];
}

interface MappingInput {
  readonly UUID?: string | undefined;
  readonly FunctionName?: string | undefined;
}

/** A mapping's function is a condition key, not its resource. */
function onMapping(action: string): (input: MappingInput, place: Place) => Needs {
  return ({ UUID, FunctionName }, place) => [
    {
      action: `lambda:${action}`,
      resource: UUID === undefined ? "*" : arnOf(place, "lambda", `event-source-mapping:${UUID}`),
      context: {
        "lambda:FunctionArn":
          FunctionName === undefined ? undefined : functionArn({ FunctionName }, place),
      },
    },
  ];
}

const onTagged = ({ Resource = "*" }: { Resource?: string | undefined }): Needs => [Resource];

/**
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 */
export const LAMBDA_PERMISSIONS: PermissionTable<typeof Lambda> = {
  AddLayerVersionPermission: onLayer,
  AddPermission: onFunction,
  CreateAlias: onFunction,
  CreateEventSourceMapping: onMapping("CreateEventSourceMapping"),
  CreateFunction: configure,
  DeleteAlias: onFunction,
  DeleteEventSourceMapping: onMapping("DeleteEventSourceMapping"),
  DeleteFunction: onFunction,
  DeleteFunctionConcurrency: onFunction,
  DeleteFunctionEventInvokeConfig: onFunction,
  DeleteLayerVersion: onLayer,
  GetAlias: onFunction,
  GetEventSourceMapping: onMapping("GetEventSourceMapping"),
  GetFunction: onFunction,
  GetFunctionCodeSigningConfig: onFunction,
  GetFunctionConcurrency: onFunction,
  GetFunctionConfiguration: onFunction,
  GetFunctionEventInvokeConfig: onFunction,
  GetLayerVersion: onLayer,
  GetLayerVersionByArn: ({ Arn = "*" }) => [{ action: "lambda:GetLayerVersion", resource: Arn }],
  GetLayerVersionPolicy: onLayer,
  GetPolicy: onFunction,
  GetRuntimeManagementConfig: onFunction,
  Invoke: invoke,
  InvokeWithResponseStream: invoke,
  ListAliases: onFunction,
  ListFunctionEventInvokeConfigs: onFunction,
  ListTags: onTagged,
  ListVersionsByFunction: onFunction,
  PublishLayerVersion: onLayer,
  PublishVersion: onFunction,
  PutFunctionConcurrency: onFunction,
  PutFunctionEventInvokeConfig: onFunction,
  RemoveLayerVersionPermission: onLayer,
  RemovePermission: onFunction,
  TagResource: onTagged,
  UntagResource: onTagged,
  UpdateAlias: onFunction,
  UpdateEventSourceMapping: onMapping("UpdateEventSourceMapping"),
  UpdateFunctionCode: onFunction,
  UpdateFunctionConfiguration: configure,
  UpdateFunctionEventInvokeConfig: onFunction,
};
