import type { ThrottleSettings } from "@aws-sdk/client-api-gateway";
import type { RoutedExchange } from "./api-request.ts";

/** The limits that a stage has for a method: the method's own before those of all. */
export function stageLimits({ stage, route }: RoutedExchange): ThrottleSettings {
  const { methodSettings = {} } = stage;
  const path = route.resource.path === "/" ? "~1" : route.resource.path.slice(1);
  const verb = route.method.httpMethod ?? "";
  const keys = [`${path}/${verb}`, `${path}/*`, `*/${verb}`, "*/*"];
  const settings = keys.map((key) => methodSettings[key]);
  return {
    rateLimit: settings.find((it) => it?.throttlingRateLimit !== undefined)?.throttlingRateLimit,
    burstLimit: settings.find((it) => it?.throttlingBurstLimit !== undefined)?.throttlingBurstLimit,
  };
}
