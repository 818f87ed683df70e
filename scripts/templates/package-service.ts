import { readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { copyService } from "../serverless/packaging.ts";
import { readZip } from "../serverless/runtime-client/run-zip.ts";
import { ofType, readTemplate, type Template } from "./template.ts";
import { at, textOf } from "./value.ts";
import type { PackagedFunction } from "./zips.ts";

const DEADLINE_MS = 120_000;
/** No default of any service, so that a name with a stage written into it is seen. */
const STAGE = "lookedat";

/** A packaged service, there until it is disposed of. */
export interface PackagedService extends AsyncDisposable {
  readonly template: Template;
  /** The compiled template's file. */
  readonly templatePath: string;
  readonly functions: readonly PackagedFunction[];
}

/**
 * Packages a copy of a service with the real CLI, without credentials and home.
 *
 * @throws {Error} with the CLI's output, when it fails or does not end.
 */
export async function packageService(name: string): Promise<PackagedService> {
  const copy = await copyService(name);
  try {
    const { exitCode, output } = await copy.sls(["package", "--stage", STAGE], DEADLINE_MS);
    if (exitCode !== 0) throw new Error(`sls package ended with ${exitCode}: ${output.trim()}`);
    const folder = join(copy.folder, ".serverless");
    const templatePath = join(folder, "cloudformation-template-update-stack.json");
    const template = readTemplate(
      await json(templatePath),
      await json(join(folder, "serverless-state.json")),
    );
    const functions = await readFunctions(template, folder);
    return { template, templatePath, functions, [Symbol.asyncDispose]: copy.remove };
  } catch (error) {
    await copy.remove();
    throw error;
  }
}

async function json(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, "utf8"));
}

/** The functions that run from a zip, each with its own. */
async function readFunctions(
  template: Template,
  folder: string,
): Promise<readonly PackagedFunction[]> {
  const zipped = ofType(template, "AWS::Lambda::Function").filter(
    ({ properties }) => at(properties, "Code", "S3Key") !== undefined,
  );
  return Promise.all(
    zipped.map(async ({ id, properties }) => {
      const zip = join(folder, basename(textOf(at(properties, "Code", "S3Key"))));
      const { size } = await stat(zip);
      const handler = textOf(properties["Handler"]);
      return { id, handler, zippedBytes: size, files: await readZip(zip) };
    }),
  );
}
