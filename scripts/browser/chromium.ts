import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";

/** A Chromium that can be started. */
export interface Chromium {
  readonly executablePath: string;
  /** What it needs besides the environment of this process. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What the machine is, as far as finding a browser depends on it. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly exists: (path: string) => boolean;
}

const THIS_MACHINE: Machine = {
  platform: process.platform,
  arch: process.arch,
  environment: process.env,
  exists: existsSync,
};

const UNPACKED = join(import.meta.dirname, "../../.local/browser");
const LINUX_NAMES = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser"];
const MAC_APPS = ["Google Chrome", "Chromium", "Microsoft Edge"];
const WINDOWS_PATHS = [
  String.raw`Google\Chrome\Application\chrome.exe`,
  String.raw`Microsoft\Edge\Application\msedge.exe`,
];

function usualPlaces({ platform, environment }: Machine): string[] {
  if (platform === "darwin") {
    return ["/Applications", join(homedir(), "Applications")].flatMap((folder) =>
      MAC_APPS.map((app) => join(folder, `${app}.app/Contents/MacOS/${app}`)),
    );
  }
  if (platform === "win32") {
    return ["ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA"].flatMap((name) => {
      const folder = environment[name];
      return folder === undefined ? [] : WINDOWS_PATHS.map((path) => join(folder, path));
    });
  }
  const folders = (environment["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.flatMap((folder) => LINUX_NAMES.map((name) => join(folder, name)));
}

/**
 * The installed browsers that may be tried, best first: the one that `CHROME_PATH` names and no other, or
 * those in the usual places.
 *
 * @throws {Error} when `CHROME_PATH` names a file that is not there.
 */
export function installedBrowsers(machine: Machine = THIS_MACHINE): readonly string[] {
  const named = machine.environment["CHROME_PATH"] ?? "";
  if (named === "") return usualPlaces(machine).filter((path) => machine.exists(path));
  if (machine.exists(named)) return [named];
  throw new Error(`CHROME_PATH names ${named}, which is not there`);
}

/** Whether the browser that comes with npm runs here: it is built for Linux on x64 only. */
export function canUnpack({ platform, arch, environment }: Machine = THIS_MACHINE): boolean {
  return platform === "linux" && arch === "x64" && (environment["CHROME_PATH"] ?? "") === "";
}

/** What to tell somebody whose machine has no browser. */
export function howToInstall({ platform }: Machine = THIS_MACHINE): string {
  const advice: Partial<Record<NodeJS.Platform, string>> = {
    darwin: "install Google Chrome (brew install --cask google-chrome)",
    win32: "install Google Chrome (winget install Google.Chrome)",
  };
  const install = advice[platform] ?? "install Chromium (such as: apt-get install chromium)";
  return `The browser checks need Chrome or Chromium: ${install}, or name one with CHROME_PATH.`;
}

const Package = z.object({ version: z.string() });
const UNPACK = `
  const { inflate } = await import(process.argv[1]);
  for (const file of process.argv.slice(2)) await inflate(file);
`;

/**
 * Unpacks the Chromium of `@sparticuz/chromium` with the libraries and the fonts that a bare machine lacks,
 * once per version, into `.local/browser`.
 */
export async function unpackChromium(): Promise<Chromium> {
  const entry = createRequire(import.meta.url).resolve("@sparticuz/chromium");
  const source = dirname(dirname(entry));
  const { version } = Package.parse(
    JSON.parse(await readFile(join(source, "package.json"), "utf8")),
  );
  const folder = join(UNPACKED, version);
  if (!existsSync(folder)) {
    // Into a folder that nobody else looks at: a broken or concurrent unpacking leaves nothing half done.
    const making = `${folder}.${process.pid}`;
    await mkdir(making, { recursive: true });
    const files = ["chromium.br", "fonts.tar.br", "al2023.tar.br"];
    const paths = files.map((file) => join(source, "bin", file));
    // A process of its own, because the package unpacks into the folder for temporary files.
    await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "--eval", UNPACK, entry, ...paths],
      { env: { ...process.env, TMPDIR: making } },
    );
    await rename(making, folder).catch(() => rm(making, { recursive: true })); // another was faster
  }
  const libraries = [join(folder, "al2023/lib"), process.env["LD_LIBRARY_PATH"] ?? ""];
  return {
    executablePath: join(folder, "chromium"),
    environment: {
      LD_LIBRARY_PATH: libraries.filter((path) => path !== "").join(delimiter),
      ...(!existsSync("/etc/fonts/fonts.conf") && { FONTCONFIG_PATH: join(folder, "fonts") }),
    },
  };
}
