import { rule } from "../rule.ts";
import { ofType } from "../template.ts";
import { at, entriesOf, listOf, numberOf, textOf } from "../value.ts";

/** Whoever calls a REST API is known, except a browser that asks whether it may. */
export const apiAccess = rule(
  "api-access",
  function* (template) {
    for (const { id, properties } of ofType(template, "AWS::ApiGateway::Method")) {
      const isPreflight = properties["HttpMethod"] === "OPTIONS";
      const authorization = properties["AuthorizationType"] ?? "NONE";
      if (!isPreflight && authorization === "NONE") {
        yield [id, "lets everybody in: set AuthorizationType"];
      }
    }
  },
  { waivable: true },
);

/** One caller cannot use up what the account may take. */
export const apiThrottling = rule("api-throttling", function* (template) {
  for (const { id, properties } of ofType(template, "AWS::ApiGateway::Stage")) {
    const limited = listOf(properties["MethodSettings"]).some(
      (setting) =>
        at(setting, "ResourcePath") === "/*" &&
        at(setting, "HttpMethod") === "*" &&
        numberOf(at(setting, "ThrottlingRateLimit")) !== undefined &&
        numberOf(at(setting, "ThrottlingBurstLimit")) !== undefined,
    );
    if (!limited) yield [id, "has no limits for all methods: MethodSettings, ThrottlingRateLimit"];
  }
});

/** Only known pages may read answers in a browser. */
export const noAnyOrigin = rule(
  "no-any-origin",
  function* (template) {
    for (const { id, properties } of ofType(
      template,
      "AWS::ApiGateway::Method",
      "AWS::ApiGateway::GatewayResponse",
    )) {
      const responses = listOf(at(properties, "Integration", "IntegrationResponses"));
      const headers = [properties, ...responses].flatMap((one) =>
        entriesOf(at(one, "ResponseParameters")),
      );
      const open = headers.some(
        ([name, value]) => /access-control-allow-origin$/i.test(name) && textOf(value) === "'*'",
      );
      if (open) yield [id, "lets every page read its answers: name the origin"];
    }
  },
  { waivable: true },
);
