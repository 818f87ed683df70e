// @ts-check
// Finds and loads a handler as AWS's Node.js runtime does: extensions in its order, `require` for
// CommonJS and `import` for ES modules, and its names for what can go wrong.
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** Marks a handler made by `awslambda.streamifyResponse`. */
export const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");

const CALLBACK_REMOVED =
  "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. " +
  "You need to modify this function to use a supported handler signature to use Node.js 24 or later. " +
  "For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.";

/** @param {string} name @param {string} message */
function named(name, message) {
  const error = new Error(message);
  error.name = name;
  return error;
}

/** Whether the package.json beside or above a file says `"type": "module"`. @param {string} file @param {string} root */
function isModulePackage(file, root) {
  for (let folder = dirname(file); folder.startsWith(root); folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, "utf8")).type === "module";
  }
  return false;
}

/** @param {string} file @param {string} root */
function load(file, root) {
  const extension = extname(file);
  if (extension === ".mjs" || (extension !== ".cjs" && isModulePackage(file, root))) {
    return import(pathToFileURL(file).href);
  }
  return createRequire(file)(file);
}

/** @param {string} root @param {string} path without an extension */
async function loadModule(root, path) {
  try {
    for (const extension of ["", ".js", ".mjs", ".cjs"]) {
      const file = resolve(root, path + extension);
      if (statSync(file, { throwIfNoEntry: false })?.isFile() === true)
        return await load(file, root);
    }
    const require = createRequire(join(root, "index.js"));
    return require(require.resolve(path, { paths: [root] }));
  } catch (error) {
    if (error instanceof SyntaxError) throw syntaxError(error);
    if (isMissingModule(error)) throw named("Runtime.ImportModuleError", String(error));
    throw error;
  }
}

/** @param {SyntaxError} cause */
function syntaxError(cause) {
  const error = named("Runtime.UserCodeSyntaxError", String(cause));
  if (cause.stack !== undefined) error.stack = cause.stack;
  return error;
}

/** @param {unknown} error */
function isMissingModule(error) {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND";
}

/** @param {any} from @param {string[]} keys */
function findIn(from, keys) {
  let found = from;
  for (const key of keys) {
    if (found === null || typeof found !== "object" || !(key in found)) return undefined;
    found = found[key];
  }
  return found;
}

/** @param {string} name for example `src/functions/list.handler` */
function parseName(name) {
  if (name.includes("..")) {
    throw named(
      "Runtime.MalformedHandlerName",
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const [, moduleName, keys] = /^([^.]*)\.(.*)$/.exec(basename(name)) ?? [];
  if (moduleName === undefined || keys === undefined) {
    throw named("Runtime.MalformedHandlerName", "Bad handler");
  }
  return { path: join(dirname(name), moduleName), keys: keys.split(".") };
}

/** @param {string} root @param {string} name */
export async function loadHandler(root, name) {
  const { path, keys } = parseName(name);
  const module = await loadModule(root, path);
  const handler = findIn(module, keys) ?? findIn(module?.default, keys);
  if (handler === undefined) {
    throw named("Runtime.HandlerNotFound", `${name} is undefined or not exported`);
  }
  if (typeof handler !== "function") {
    throw named("Runtime.HandlerNotFound", `${name} is not a function`);
  }
  if (handler.length >= 3 && !(STREAMING in handler)) {
    throw named("Runtime.CallbackHandlerDeprecated", CALLBACK_REMOVED);
  }
  return handler;
}
