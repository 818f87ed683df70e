import type { Authorizer } from "@aws-sdk/client-api-gateway";
import type { CloudConfig } from "../../../cloud.ts";
import type { RoutedExchange } from "./api-request.ts";
import { contextOf } from "./context.ts";
import { requestSources, valueOf } from "./mapping.ts";

/**
 * The values that an authorizer goes by; `undefined` when one is missing or, for a token, is not
 * of the form that is asked for.
 */
export function identityOf(
  { type, identitySource = "", identityValidationExpression: pattern = "" }: Authorizer,
  exchange: RoutedExchange,
  config: CloudConfig,
): string[] | undefined {
  const sources = requestSources(exchange, contextOf(exchange, config));
  const names = identitySource.split(",").map((name) => name.trim());
  const values = names.filter((name) => name !== "").map((name) => valueOf(name, sources) ?? "");
  if (values.includes("")) return undefined;
  const [token = ""] = values;
  const checks = type === "TOKEN" && pattern !== "";
  return checks && !new RegExp(`^(?:${pattern})$`).test(token) ? undefined : values;
}
