/** The function was deployed with a configuration it cannot work with: a defect, mended by a deployment. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}
