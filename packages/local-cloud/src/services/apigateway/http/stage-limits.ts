import type { MethodSetting, ThrottleSettings } from "@aws-sdk/client-api-gateway";
import type { Exchange } from "./api-request.ts";

/** The settings that a stage has for a method: each from the method's own before those of all. */
export function settingsOf({ stage, route }: Exchange): MethodSetting {
  const { methodSettings = {} } = stage;
  const path = route?.resource.path === "/" ? "~1" : (route?.resource.path.slice(1) ?? "*");
  const verb = route?.method.httpMethod ?? "*";
  const keys = ["*/*", `*/${verb}`, `${path}/*`, `${path}/${verb}`];
  return Object.assign({}, ...keys.map((key) => methodSettings[key]));
}

/** The limits that a stage has for a method. */
export function stageLimits(exchange: Exchange): ThrottleSettings {
  const { throttlingRateLimit: rateLimit, throttlingBurstLimit: burstLimit } = settingsOf(exchange);
  return { rateLimit, burstLimit };
}
