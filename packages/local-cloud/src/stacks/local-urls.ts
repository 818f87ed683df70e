import type { Cloud } from "../cloud.ts";

/**
 * Puts the address of an API in this cloud in the place of its address on AWS, which a template
 * can only put together from the API's identifier: REST APIs have no attribute for it.
 */
export function localUrls(
  text: string,
  { config, endpoint }: Pick<Cloud, "config" | "endpoint">,
): string {
  const host = new RegExp(
    String.raw`https://([a-z0-9]{10})\.execute-api\.${config.region}\.amazonaws\.com(?=[/:?#]|$)`,
    "g",
  );
  return text.replaceAll(host, `${endpoint}/_api/$1`);
}
