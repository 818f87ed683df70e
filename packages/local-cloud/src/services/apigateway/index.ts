import type * as ApiGateway from "@aws-sdk/client-api-gateway";
import { definePlugin, type Operations } from "../../service.ts";
import { answerHttp } from "./http/answer-http.ts";
import * as account from "./operations/account.ts";
import * as apiKeys from "./operations/api-keys.ts";
import * as authorizers from "./operations/authorizers.ts";
import * as deployments from "./operations/deployments.ts";
import * as gatewayResponses from "./operations/gateway-responses.ts";
import * as imports from "./operations/import-rest-api.ts";
import * as integrations from "./operations/integrations.ts";
import * as methods from "./operations/methods.ts";
import * as models from "./operations/models.ts";
import * as requestValidators from "./operations/request-validators.ts";
import * as resources from "./operations/resources.ts";
import * as restApis from "./operations/rest-apis.ts";
import * as stages from "./operations/stages.ts";
import * as tags from "./operations/tags.ts";
import * as usagePlans from "./operations/usage-plans.ts";
import * as usage from "./operations/usage.ts";
import { openState, type RestApiState } from "./state.ts";

const operations: Operations<typeof ApiGateway, RestApiState> = {
  CreateApiKey: apiKeys.createApiKey,
  CreateAuthorizer: authorizers.createAuthorizer,
  CreateDeployment: deployments.createDeployment,
  CreateModel: models.createModel,
  CreateRequestValidator: requestValidators.createRequestValidator,
  CreateResource: resources.createResource,
  CreateRestApi: restApis.createRestApi,
  CreateStage: stages.createStage,
  CreateUsagePlan: usagePlans.createUsagePlan,
  CreateUsagePlanKey: usagePlans.createUsagePlanKey,
  DeleteApiKey: apiKeys.deleteApiKey,
  DeleteAuthorizer: authorizers.deleteAuthorizer,
  DeleteDeployment: deployments.deleteDeployment,
  DeleteGatewayResponse: gatewayResponses.deleteGatewayResponse,
  DeleteIntegration: integrations.deleteIntegration,
  DeleteIntegrationResponse: integrations.deleteIntegrationResponse,
  DeleteMethod: methods.deleteMethod,
  DeleteMethodResponse: methods.deleteMethodResponse,
  DeleteModel: models.deleteModel,
  DeleteRequestValidator: requestValidators.deleteRequestValidator,
  DeleteResource: resources.deleteResource,
  DeleteRestApi: restApis.deleteRestApi,
  DeleteStage: stages.deleteStage,
  DeleteUsagePlan: usagePlans.deleteUsagePlan,
  DeleteUsagePlanKey: usagePlans.deleteUsagePlanKey,
  FlushStageAuthorizersCache: authorizers.flushStageAuthorizersCache,
  GetAccount: account.getAccount,
  GetApiKey: apiKeys.getApiKey,
  GetApiKeys: apiKeys.getApiKeys,
  GetAuthorizer: authorizers.getAuthorizer,
  GetAuthorizers: authorizers.getAuthorizers,
  GetDeployment: deployments.getDeployment,
  GetDeployments: deployments.getDeployments,
  GetGatewayResponse: gatewayResponses.getGatewayResponse,
  GetGatewayResponses: gatewayResponses.getGatewayResponses,
  GetIntegration: integrations.getIntegration,
  GetIntegrationResponse: integrations.getIntegrationResponse,
  GetMethod: methods.getMethod,
  GetMethodResponse: methods.getMethodResponse,
  GetModel: models.getModel,
  GetModels: models.getModels,
  GetRequestValidator: requestValidators.getRequestValidator,
  GetRequestValidators: requestValidators.getRequestValidators,
  GetResource: resources.getResource,
  GetResources: resources.getResources,
  GetRestApi: restApis.getRestApi,
  GetRestApis: restApis.getRestApis,
  GetStage: stages.getStage,
  GetStages: stages.getStages,
  GetTags: tags.getTags,
  GetUsage: usage.getUsage,
  GetUsagePlan: usagePlans.getUsagePlan,
  GetUsagePlanKey: usagePlans.getUsagePlanKey,
  GetUsagePlanKeys: usagePlans.getUsagePlanKeys,
  GetUsagePlans: usagePlans.getUsagePlans,
  ImportRestApi: imports.importRestApi,
  PutGatewayResponse: gatewayResponses.putGatewayResponse,
  PutIntegration: integrations.putIntegration,
  PutIntegrationResponse: integrations.putIntegrationResponse,
  PutMethod: methods.putMethod,
  PutMethodResponse: methods.putMethodResponse,
  PutRestApi: imports.putRestApi,
  TagResource: tags.tagResource,
  UntagResource: tags.untagResource,
  UpdateAccount: account.updateAccount,
  UpdateApiKey: apiKeys.updateApiKey,
  UpdateAuthorizer: authorizers.updateAuthorizer,
  UpdateDeployment: deployments.updateDeployment,
  UpdateGatewayResponse: gatewayResponses.updateGatewayResponse,
  UpdateIntegration: integrations.updateIntegration,
  UpdateIntegrationResponse: integrations.updateIntegrationResponse,
  UpdateMethod: methods.updateMethod,
  UpdateMethodResponse: methods.updateMethodResponse,
  UpdateModel: models.updateModel,
  UpdateRequestValidator: requestValidators.updateRequestValidator,
  UpdateResource: resources.updateResource,
  UpdateRestApi: restApis.updateRestApi,
  UpdateStage: stages.updateStage,
  UpdateUsage: usage.updateUsage,
  UpdateUsagePlan: usagePlans.updateUsagePlan,
};

/** Amazon API Gateway's REST APIs, served below `/_api/<apiId>/<stage>`. */
export const apigateway = definePlugin<"apigateway", RestApiState>({
  id: "apigateway",
  operations,
  support: {
    CreateStage: {
      level: "partial",
      note: "no cache, canary or client certificate; access logs are written, execution logs only of failures and into a group that is there; no metrics",
    },
    CreateRestApi: { level: "partial", note: "no cloning, no compression of answers" },
    PutIntegration: {
      level: "partial",
      note: "HTTP backends on this machine only; no VPC links, no streaming, no cache",
    },
  },
  open: openState,
  answerHttp,
  stop: ({ accessLogs }) => accessLogs.close(),
});
