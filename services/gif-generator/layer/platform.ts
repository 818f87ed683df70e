/** What an FFmpeg binary runs on: the system and the processor. */
export type Platform = (typeof PLATFORMS)[number];

/** The platforms that a package with a binary exists for. */
export const PLATFORMS = ["linux-arm64", "linux-x64", "darwin-arm64", "darwin-x64"] as const;

const HOST = "host";

/**
 * Reads the name of a platform; `host` is this machine, for the local cloud, which runs a layer's
 * binaries as they are.
 *
 * @throws {Error} There is no FFmpeg for it.
 */
export function platformOf(name: string): Platform {
  const wanted = name === HOST ? `${process.platform}-${process.arch}` : name;
  const known = PLATFORMS.find((platform) => platform === wanted);
  if (known !== undefined) return known;
  throw new Error(`there is no FFmpeg for ${wanted}, only for ${PLATFORMS.join(", ")}`);
}

/** Lambda's name of the processor; undefined where Lambda itself has none such. */
export function architectureOf(platform: Platform): "arm64" | "x86_64" | undefined {
  if (platform === "linux-arm64") return "arm64";
  return platform === "linux-x64" ? "x86_64" : undefined;
}
