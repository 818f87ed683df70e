import type { Authorizer } from "@aws-sdk/client-api-gateway";
import type { Cloud } from "../../../cloud.ts";
import { methodArn, multiValues, singleValues, type RoutedExchange } from "./api-request.ts";
import { requestContext } from "./context.ts";
import { forwardedHeaders } from "./proxy-event.ts";

/**
 * The event of a Lambda authorizer.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 */
export function authorizerEvent(
  { type }: Authorizer,
  exchange: RoutedExchange,
  { identity, cloud }: { identity: readonly string[]; cloud: Cloud },
): Record<string, unknown> {
  const arn = methodArn(exchange, cloud);
  if (type === "TOKEN") {
    return { type: "TOKEN", methodArn: arn, authorizationToken: identity[0] };
  }
  const { request, route, stage } = exchange;
  const headers = forwardedHeaders(exchange);
  return {
    type: "REQUEST",
    methodArn: arn,
    resource: route.resource.path,
    path: request.path,
    httpMethod: request.method,
    headers: singleValues(headers),
    multiValueHeaders: multiValues(headers),
    queryStringParameters: singleValues(request.query),
    multiValueQueryStringParameters: multiValues(request.query),
    pathParameters: route.pathParameters,
    stageVariables: stage.variables ?? {},
    requestContext: requestContext(exchange, cloud.config),
  };
}
