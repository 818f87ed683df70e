import type { ValidateFunction } from "ajv";
import { own } from "../own.ts";
import type { ApiDefinition } from "../model.ts";
import { headerOf, type RoutedExchange } from "./api-request.ts";
import { GatewayFailure } from "./gateway-failure.ts";
import { mediaTypeOf } from "./media-type.ts";
import { compileModel } from "./model-schema.ts";

/**
 * Checks a request as its method's validator says.
 *
 * @throws {GatewayFailure} `BAD_REQUEST_PARAMETERS`, `BAD_REQUEST_BODY`.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export function validateRequest(exchange: RoutedExchange): void {
  const { definition, route } = exchange;
  const validator = own(definition.requestValidators, route.method.requestValidatorId ?? "");
  if (validator?.validateRequestParameters === true) checkParameters(exchange);
  if (validator?.validateRequestBody === true) checkBody(exchange);
}

function checkParameters({ request, route }: RoutedExchange): void {
  const required = Object.entries(route.method.requestParameters ?? {});
  const missing = required.flatMap(([parameter, isRequired]) => {
    const [, , place = "", ...rest] = parameter.split(".");
    const name = rest.join(".");
    const value = {
      header: headerOf(request.headers, name),
      querystring: request.query.findLast(([key]) => key === name)?.[1],
      path: own(route.pathParameters, name),
    }[place];
    return isRequired && (value === undefined || value === "") ? [name] : [];
  });
  if (missing.length === 0) return;
  const message = `Missing required request parameters: [${missing.join(", ")}]`;
  throw new GatewayFailure("BAD_REQUEST_PARAMETERS", { message });
}

function checkBody({ definition, request, route }: RoutedExchange): void {
  const type = mediaTypeOf(headerOf(request.headers, "content-type"));
  const { requestModels = {} } = route.method;
  const name = own(requestModels, type) ?? own(requestModels, "$default");
  if (name === undefined) return; // a content type without a model is not checked
  const validate = validatorOf(definition, name);
  let json: unknown;
  try {
    json = JSON.parse(request.body.toString());
  } catch (cause) {
    throw new GatewayFailure("BAD_REQUEST_BODY", { cause });
  }
  if (validate === undefined || validate(json)) return;
  const reasons = (validate.errors ?? []).map(({ instancePath, message }) =>
    `${instancePath} ${message ?? ""}`.trim(),
  );
  throw new GatewayFailure("BAD_REQUEST_BODY", { validation: `[${reasons.join(", ")}]` });
}

const compiled = new WeakMap<ApiDefinition, Map<string, ValidateFunction | undefined>>();

function validatorOf(definition: ApiDefinition, name: string): ValidateFunction | undefined {
  const known = compiled.get(definition) ?? new Map<string, ValidateFunction | undefined>();
  compiled.set(definition, known);
  if (!known.has(name)) {
    const { schema } = own(definition.models, name) ?? {};
    known.set(name, schema === undefined ? undefined : compileModel(schema, definition.models));
  }
  return known.get(name);
}
