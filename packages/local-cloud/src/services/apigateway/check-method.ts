import type { Method } from "@aws-sdk/client-api-gateway";
import { badRequest } from "./errors.ts";
import type { ApiRecord } from "./model.ts";
import { own } from "./own.ts";

const WITHOUT_AUTHORIZER = new Set(["NONE", "AWS_IAM"]);
const WITH_AUTHORIZER = new Set(["CUSTOM", "COGNITO_USER_POOLS"]);

/**
 * Refuses a method that names what its API does not have.
 *
 * @throws {AwsError} `BadRequestException`.
 */
export function checkMethod(method: Method, api: ApiRecord): void {
  checkAuthorization(method, api);
  const { requestValidatorId = "", requestModels = {}, requestParameters = {} } = method;
  const { models, requestValidators } = api.definition;
  if (requestValidatorId !== "" && own(requestValidators, requestValidatorId) === undefined) {
    throw badRequest("Invalid Request Validator identifier specified");
  }
  for (const name of Object.keys(requestParameters)) {
    if (!/^method\.request\.(?:path|header|querystring)\.[\w.:$-]+$/.test(name)) {
      throw badRequest(`Invalid request parameter name: ${name}`);
    }
  }
  for (const model of Object.values(requestModels)) {
    if (own(models, model) === undefined) {
      throw badRequest(`Invalid model identifier specified: ${model}`);
    }
  }
}

function checkAuthorization(method: Method, { definition }: ApiRecord): void {
  const { authorizationType = "", authorizerId = "" } = method;
  if (WITHOUT_AUTHORIZER.has(authorizationType)) return;
  if (!WITH_AUTHORIZER.has(authorizationType)) {
    throw badRequest(`Invalid authorization type specified: ${authorizationType}`);
  }
  if (own(definition.authorizers, authorizerId) === undefined) {
    throw badRequest(
      "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.",
    );
  }
}
