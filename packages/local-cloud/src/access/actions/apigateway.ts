import type * as ApiGateway from "@aws-sdk/client-apigatewayv2";
import { passRole, type Needs, type PermissionTable, type Place } from "./permission.ts";

/** The members that stand in the paths of API Gateway's own resources. */
interface PathInput {
  readonly ApiId?: string | undefined;
  readonly AuthorizerId?: string | undefined;
  readonly DeploymentId?: string | undefined;
  readonly IntegrationId?: string | undefined;
  readonly ResourceArn?: string | undefined;
  readonly RouteId?: string | undefined;
  readonly StageName?: string | undefined;
}

type Verb = "DELETE" | "GET" | "PATCH" | "POST";

const APIS = ["apis"];
const API = [...APIS, "ApiId"] as const;
const AUTHORIZERS = [...API, "authorizers"] as const;
const DEPLOYMENTS = [...API, "deployments"] as const;
const INTEGRATIONS = [...API, "integrations"] as const;
const ROUTES = [...API, "routes"] as const;
const STAGES = [...API, "stages"] as const;
const TAGS = ["tags", "ResourceArn"] as const;

/**
 * API Gateway's actions are the verbs of HTTP, its resources the paths of its API. Steps that are
 * the name of a member stand for its value.
 */
function at(verb: Verb, ...steps: readonly string[]): (input: PathInput, place: Place) => Needs {
  return (input, { region }) => {
    const values: Readonly<Record<string, string | undefined>> = { ...input };
    const path = steps.map((step) => (/^[A-Z]/.test(step) ? (values[step] ?? "*") : step));
    const resource = `arn:aws:apigateway:${region}::/${path.join("/")}`;
    return [{ action: `apigateway:${verb}`, resource }];
  };
}

const SERVICE = "apigateway.amazonaws.com";

/**
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagementv2.html
 */
export const API_GATEWAY_PERMISSIONS: PermissionTable<typeof ApiGateway> = {
  CreateApi: (input, place) => [
    ...at("POST", ...APIS)({}, place),
    ...passRole(input.CredentialsArn, SERVICE),
  ],
  CreateAuthorizer: (input, place) => [
    ...at("POST", ...AUTHORIZERS)(input, place),
    ...passRole(input.AuthorizerCredentialsArn, SERVICE),
  ],
  CreateDeployment: at("POST", ...DEPLOYMENTS),
  CreateIntegration: (input, place) => [
    ...at("POST", ...INTEGRATIONS)(input, place),
    ...passRole(input.CredentialsArn, SERVICE),
  ],
  CreateRoute: at("POST", ...ROUTES),
  CreateStage: at("POST", ...STAGES),
  DeleteApi: at("DELETE", ...API),
  DeleteAuthorizer: at("DELETE", ...AUTHORIZERS, "AuthorizerId"),
  DeleteCorsConfiguration: at("DELETE", ...API, "cors"),
  DeleteDeployment: at("DELETE", ...DEPLOYMENTS, "DeploymentId"),
  DeleteIntegration: at("DELETE", ...INTEGRATIONS, "IntegrationId"),
  DeleteRoute: at("DELETE", ...ROUTES, "RouteId"),
  DeleteStage: at("DELETE", ...STAGES, "StageName"),
  GetApi: at("GET", ...API),
  GetApis: (_input, place) => at("GET", ...APIS)({}, place),
  GetAuthorizer: at("GET", ...AUTHORIZERS, "AuthorizerId"),
  GetAuthorizers: at("GET", ...AUTHORIZERS),
  GetDeployment: at("GET", ...DEPLOYMENTS, "DeploymentId"),
  GetDeployments: at("GET", ...DEPLOYMENTS),
  GetIntegration: at("GET", ...INTEGRATIONS, "IntegrationId"),
  GetIntegrations: at("GET", ...INTEGRATIONS),
  GetRoute: at("GET", ...ROUTES, "RouteId"),
  GetRoutes: at("GET", ...ROUTES),
  GetStage: at("GET", ...STAGES, "StageName"),
  GetStages: at("GET", ...STAGES),
  GetTags: at("GET", ...TAGS),
  TagResource: at("POST", ...TAGS),
  UntagResource: at("DELETE", ...TAGS),
  UpdateApi: at("PATCH", ...API),
  UpdateAuthorizer: (input, place) => [
    ...at("PATCH", ...AUTHORIZERS, "AuthorizerId")(input, place),
    ...passRole(input.AuthorizerCredentialsArn, SERVICE),
  ],
  UpdateIntegration: (input, place) => [
    ...at("PATCH", ...INTEGRATIONS, "IntegrationId")(input, place),
    ...passRole(input.CredentialsArn, SERVICE),
  ],
  UpdateRoute: at("PATCH", ...ROUTES, "RouteId"),
  UpdateStage: at("PATCH", ...STAGES, "StageName"),
};
