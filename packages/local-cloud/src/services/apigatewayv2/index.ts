import type * as ApiGateway from "@aws-sdk/client-apigatewayv2";
import { definePlugin, type Operations } from "../../service.ts";
import { answerHttp } from "./answer-http.ts";
import * as apis from "./operations/apis.ts";
import * as authorizers from "./operations/authorizers.ts";
import * as integrations from "./operations/integrations.ts";
import * as routes from "./operations/routes.ts";
import * as stages from "./operations/stages.ts";
import * as tags from "./operations/tags.ts";
import { openState, type ApiGatewayState } from "./state.ts";

const operations: Operations<typeof ApiGateway, ApiGatewayState> = {
  CreateApi: apis.createApi,
  CreateAuthorizer: authorizers.createAuthorizer,
  CreateDeployment: stages.createDeployment,
  CreateIntegration: integrations.createIntegration,
  CreateRoute: routes.createRoute,
  CreateStage: stages.createStage,
  DeleteApi: apis.deleteApi,
  DeleteAuthorizer: authorizers.deleteAuthorizer,
  DeleteCorsConfiguration: apis.deleteCorsConfiguration,
  DeleteDeployment: stages.deleteDeployment,
  DeleteIntegration: integrations.deleteIntegration,
  DeleteRoute: routes.deleteRoute,
  DeleteStage: stages.deleteStage,
  GetApi: apis.getApi,
  GetApis: apis.getApis,
  GetAuthorizer: authorizers.getAuthorizer,
  GetAuthorizers: authorizers.getAuthorizers,
  GetDeployment: stages.getDeployment,
  GetDeployments: stages.getDeployments,
  GetIntegration: integrations.getIntegration,
  GetIntegrations: integrations.getIntegrations,
  GetRoute: routes.getRoute,
  GetRoutes: routes.getRoutes,
  GetStage: stages.getStage,
  GetStages: stages.getStages,
  GetTags: tags.getTags,
  TagResource: tags.tagResource,
  UntagResource: tags.untagResource,
  UpdateApi: apis.updateApi,
  UpdateAuthorizer: authorizers.updateAuthorizer,
  UpdateIntegration: integrations.updateIntegration,
  UpdateRoute: routes.updateRoute,
  UpdateStage: stages.updateStage,
};

/** Amazon API Gateway's HTTP APIs, served below `/_api/<apiId>`. */
export const apigatewayv2 = definePlugin<"apigatewayv2", ApiGatewayState>({
  id: "apigatewayv2",
  operations,
  support: {
    CreateApi: { level: "partial", note: "HTTP APIs only; no quick create" },
    CreateAuthorizer: {
      level: "partial",
      note: "a JWT issuer has to be on this machine; AWS_IAM lets every principal of the cloud in",
    },
    CreateIntegration: {
      level: "partial",
      note: "Lambda proxies of both payload formats; no HTTP, AWS service or private integrations, no parameter mapping",
    },
    CreateStage: { level: "partial", note: "throttling settings are stored, not applied" },
  },
  open: openState,
  answerHttp,
  stop: ({ accessLogs }) => accessLogs.close(),
});
