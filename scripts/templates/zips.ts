import { build } from "esbuild";
import { posix } from "node:path";
import type { Problem } from "./rule.ts";

const MAX_ZIPPED_BYTES = 50_000_000; // 50 MB; Lambda quotas
const MAX_UNPACKED_BYTES = 250_000_000; // 250 MB, layers included; Lambda quotas

/** A function with what its zip holds. */
export interface PackagedFunction {
  /** Its logical id. */
  readonly id: string;
  /** As in the template: `src/functions/verb-noun.handler`. */
  readonly handler: string;
  readonly zippedBytes: number;
  /** Files of the zip, by their path in it. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** What nobody packs on purpose. */
const FOREIGN = [
  { path: /(?:^|\/)\.env(?:\.|$)/u, why: "an environment file, with whatever secrets it has" },
  { path: /(?:^|\/)\.(?:npmrc|aws|git|ssh)(?:\/|$)/u, why: "settings of whoever packed it" },
  { path: /\.(?:pem|key|p12|pfx)$/u, why: "a key" },
  { path: /\.map$/u, why: "a source map" },
  { path: /\.test\.[cm]?[jt]s$/u, why: "a test" },
];

/** What Lambda would refuse in a zip, or load and then not run; rule, then problem. */
export async function zipProblems(packed: PackagedFunction): Promise<readonly Problem[]> {
  return [...sizeProblems(packed), ...contentProblems(packed), ...(await handlerProblems(packed))];
}

function* sizeProblems({ zippedBytes, files }: PackagedFunction): Generator<Problem> {
  const unpacked = files.values().reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (zippedBytes > MAX_ZIPPED_BYTES)
    yield ["zip-size", `${megabytes(zippedBytes)} zipped, over 50`];
  if (unpacked > MAX_UNPACKED_BYTES)
    yield ["zip-size", `${megabytes(unpacked)} unpacked, over 250`];
}

function* contentProblems({ files }: PackagedFunction): Generator<Problem> {
  for (const path of files.keys()) {
    if (path.startsWith("/") || path.split("/").includes("..")) {
      yield ["zip-contents", `${path} reaches outside`];
    }
    const foreign = FOREIGN.find((kind) => kind.path.test(path));
    if (foreign !== undefined) yield ["zip-contents", `${path} is ${foreign.why}`];
  }
}

async function handlerProblems({ handler, files }: PackagedFunction): Promise<readonly Problem[]> {
  const dot = handler.lastIndexOf(".");
  const [stem, name] = [handler.slice(0, dot), handler.slice(dot + 1)];
  // The order in which Lambda's runtime looks: AWS, "Define Lambda function handler in Node.js".
  const path = [".js", ".mjs", ".cjs"]
    .map((ending) => stem + ending)
    .find((file) => files.has(file));
  const problem =
    path === undefined || handler.split("/").includes("..")
      ? "no such file in the zip"
      : await loadProblem({ path, name, files });
  return problem === undefined ? [] : [["zip-handler", `${handler}: ${problem}`]];
}

/** Why Lambda would not load a file, or not find the handler in it. */
async function loadProblem({
  path,
  name,
  files,
}: {
  readonly path: string;
  readonly name: string;
  readonly files: PackagedFunction["files"];
}): Promise<string | undefined> {
  const { isModule, exports } = await syntaxOf(new TextDecoder().decode(files.get(path)));
  const isLoadedAsModule =
    path.endsWith(".mjs") || (path.endsWith(".js") && isModuleFolder(path, files));
  if (isModule && !isLoadedAsModule) {
    return `${path} is an ES module without {"type":"module"} beside it`;
  }
  if (!isModule && isLoadedAsModule) return `${path} is CommonJS, loaded as an ES module`;
  return isModule && !exports.includes(name) ? `${path} exports no ${name}` : undefined;
}

/** How esbuild, which has to understand it anyway, reads a file. */
async function syntaxOf(
  contents: string,
): Promise<{ isModule: boolean; exports: readonly string[] }> {
  const { metafile } = await build({
    stdin: { contents, sourcefile: "handler.js" },
    bundle: true,
    external: ["*"],
    platform: "node",
    format: "esm",
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  const [input] = Object.values(metafile.inputs);
  const [output] = Object.values(metafile.outputs);
  return { isModule: input?.format === "esm", exports: output?.exports ?? [] };
}

/** Whether the nearest package.json above a file, in the zip, says that it is an ES module. */
function isModuleFolder(path: string, files: ReadonlyMap<string, Uint8Array>): boolean {
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    const manifest = files.get(posix.join(folder, "package.json"));
    if (manifest !== undefined) {
      return /"type"\s*:\s*"module"/u.test(new TextDecoder().decode(manifest));
    }
    if (folder === "." || folder === "/") return false;
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
