import type * as EventBridge from "@aws-sdk/client-eventbridge";
import { NotEmulatedError } from "../../../errors.ts";
import { invalid } from "../errors.ts";
import { isEndpoint } from "./endpoint.ts";
import type { AuthorizationType } from "./connection.ts";
import type {
  ConnectionSecret,
  SecretHttpParameters,
  SecretParameter,
} from "./connection-secret.ts";

const MAX_PARAMETERS = 100; // of each kind; EventBridge API reference, ConnectionHttpParameters

/** Which member of `AuthParameters` a type of authorization needs. */
const NEEDED = {
  BASIC: "BasicAuthParameters",
  API_KEY: "ApiKeyAuthParameters",
  OAUTH_CLIENT_CREDENTIALS: "OAuthParameters",
} as const;

/**
 * What a connection has to keep of what it is given, over what it has kept so far.
 *
 * @throws {AwsError} `ValidationException`; `NotEmulated` for private endpoints.
 */
export function readAuthParameters(
  type: AuthorizationType,
  given: EventBridge.UpdateConnectionAuthRequestParameters,
  before: ConnectionSecret = {},
): ConnectionSecret {
  if (given.ConnectivityParameters !== undefined) {
    throw new NotEmulatedError("events:CreateConnection", "ConnectivityParameters");
  }
  for (const [other, member] of Object.entries(NEEDED)) {
    if (other !== type && given[member] !== undefined) {
      invalid(`Parameter AuthParameters.${member} is not valid for AuthorizationType ${type}.`);
    }
  }
  const secret = { ...before, ...defined(credentialsOf(given)) };
  if (given.InvocationHttpParameters !== undefined) {
    secret.invocation_http_parameters = readHttpParameters(given.InvocationHttpParameters);
  }
  if (isIncomplete(type, secret)) {
    invalid(
      `Parameter AuthParameters is not valid. Reason: ${NEEDED[type]} must be specified for AuthorizationType ${type}.`,
    );
  }
  return secret;
}

function credentialsOf(given: EventBridge.UpdateConnectionAuthRequestParameters): ConnectionSecret {
  const { BasicAuthParameters: basic, ApiKeyAuthParameters: key, OAuthParameters: oAuth } = given;
  return {
    ...(oAuth && grantOf(oAuth)),
    username: basic?.Username,
    password: basic?.Password,
    api_key_name: key?.ApiKeyName,
    api_key_value: key?.ApiKeyValue,
  };
}

function grantOf(oAuth: EventBridge.UpdateConnectionOAuthRequestParameters): ConnectionSecret {
  const { AuthorizationEndpoint: endpoint, OAuthHttpParameters: parameters } = oAuth;
  if (endpoint !== undefined && !isEndpoint(endpoint)) {
    invalid("Parameter AuthorizationEndpoint is not valid. Reason: it must be a valid HTTPS URL.");
  }
  return {
    client_id: oAuth.ClientParameters?.ClientID,
    client_secret: oAuth.ClientParameters?.ClientSecret,
    authorization_endpoint: endpoint,
    http_method: oAuth.HttpMethod,
    oauth_http_parameters: parameters && readHttpParameters(parameters),
  };
}

function defined(secret: ConnectionSecret): ConnectionSecret {
  return Object.fromEntries(Object.entries(secret).filter(([, value]) => value !== undefined));
}

function isIncomplete(type: AuthorizationType, secret: ConnectionSecret): boolean {
  const needed = {
    BASIC: [secret.username, secret.password],
    API_KEY: [secret.api_key_name, secret.api_key_value],
    OAUTH_CLIENT_CREDENTIALS: [
      secret.client_id,
      secret.client_secret,
      secret.authorization_endpoint,
      secret.http_method,
    ],
  }[type];
  return needed.some((part) => part === undefined || part === "");
}

function readHttpParameters(given: EventBridge.ConnectionHttpParameters): SecretHttpParameters {
  return {
    header_parameters: readParameters("HeaderParameters", given.HeaderParameters),
    query_string_parameters: readParameters("QueryStringParameters", given.QueryStringParameters),
    body_parameters: readParameters("BodyParameters", given.BodyParameters),
  };
}

function readParameters(
  name: string,
  given: readonly EventBridge.ConnectionHeaderParameter[] = [],
): SecretParameter[] {
  if (given.length > MAX_PARAMETERS) invalid(`Parameter ${name} has more than 100 entries.`);
  return given.map(({ Key: key = "", Value: value = "", IsValueSecret = false }) => {
    if (key === "" || /[\r\n]/.test(key + value)) invalid(`Parameter ${name} is not valid.`);
    return { key, value, is_value_secret: IsValueSecret };
  });
}

/** What everybody who may describe a connection sees of its secret. */
export function showAuthParameters(
  type: AuthorizationType,
  secret: ConnectionSecret,
): EventBridge.ConnectionAuthResponseParameters {
  const { invocation_http_parameters: invocation, oauth_http_parameters: oAuth } = secret;
  return {
    ...(type === "BASIC" && { BasicAuthParameters: { Username: secret.username } }),
    ...(type === "API_KEY" && { ApiKeyAuthParameters: { ApiKeyName: secret.api_key_name } }),
    ...(type === "OAUTH_CLIENT_CREDENTIALS" && {
      OAuthParameters: {
        ClientParameters: { ClientID: secret.client_id },
        AuthorizationEndpoint: secret.authorization_endpoint,
        HttpMethod: secret.http_method,
        ...(oAuth && { OAuthHttpParameters: showHttpParameters(oAuth) }),
      },
    }),
    ...(invocation && { InvocationHttpParameters: showHttpParameters(invocation) }),
  };
}

function showHttpParameters(given: SecretHttpParameters): EventBridge.ConnectionHttpParameters {
  return {
    HeaderParameters: given.header_parameters.map(showParameter),
    QueryStringParameters: given.query_string_parameters.map(showParameter),
    BodyParameters: given.body_parameters.map(showParameter),
  };
}

function showParameter({ key, value, is_value_secret: isSecret }: SecretParameter) {
  return { Key: key, IsValueSecret: isSecret, ...(!isSecret && { Value: value }) };
}
