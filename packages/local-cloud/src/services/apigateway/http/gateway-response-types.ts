/** What API Gateway says by itself, unless the API says it otherwise. */
interface ResponseType {
  readonly status?: number;
  /** `$context.error.message`. */
  readonly message?: string;
  /** The `x-amzn-ErrorType` header. */
  readonly error?: string;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
export const GATEWAY_RESPONSES = {
  ACCESS_DENIED: { status: 403, message: "Forbidden", error: "AccessDeniedException" },
  API_CONFIGURATION_ERROR: {
    status: 500,
    message: "Internal server error",
    error: "InternalServerErrorException",
  },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, error: "AuthorizerConfigurationException" },
  AUTHORIZER_FAILURE: { status: 500, error: "AuthorizerFailureException" },
  BAD_REQUEST_BODY: { status: 400, message: "Invalid request body", error: "BadRequestException" },
  BAD_REQUEST_PARAMETERS: { status: 400, error: "BadRequestException" },
  DEFAULT_4XX: {},
  DEFAULT_5XX: {},
  EXPIRED_TOKEN: {
    status: 403,
    message: "The security token included in the request is expired",
    error: "ExpiredTokenException",
  },
  INTEGRATION_FAILURE: {
    status: 504,
    message: "Network error communicating with endpoint",
    error: "InternalServerErrorException",
  },
  INTEGRATION_TIMEOUT: {
    status: 504,
    message: "Endpoint request timed out",
    error: "InternalServerErrorException",
  },
  INVALID_API_KEY: { status: 403, message: "Forbidden", error: "ForbiddenException" },
  INVALID_SIGNATURE: { status: 403, error: "InvalidSignatureException" },
  MISSING_AUTHENTICATION_TOKEN: {
    status: 403,
    message: "Missing Authentication Token",
    error: "MissingAuthenticationTokenException",
  },
  QUOTA_EXCEEDED: { status: 429, message: "Limit Exceeded", error: "LimitExceededException" },
  REQUEST_TOO_LARGE: {
    status: 413,
    message: "Request Too Long",
    error: "RequestTooLargeException",
  },
  RESOURCE_NOT_FOUND: { status: 404, message: "Not Found", error: "NotFoundException" },
  THROTTLED: { status: 429, message: "Too Many Requests", error: "TooManyRequestsException" },
  UNAUTHORIZED: { status: 401, message: "Unauthorized", error: "UnauthorizedException" },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    message: "Unsupported Media Type",
    error: "UnsupportedMediaTypeException",
  },
  WAF_FILTERED: { status: 403, message: "Forbidden", error: "ForbiddenException" },
} as const satisfies Readonly<Record<string, ResponseType>>;

/** The name of a gateway response. */
export type GatewayResponseName = keyof typeof GATEWAY_RESPONSES;

/** Tells whether there is a gateway response of this name. */
export function isResponseType(name: string): name is GatewayResponseName {
  return Object.hasOwn(GATEWAY_RESPONSES, name);
}

/** Status, message and error of a gateway response, where AWS fixes them. */
export function defaultsOf(name: GatewayResponseName): ResponseType {
  return GATEWAY_RESPONSES[name];
}
