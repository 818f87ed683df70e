import { conflict, invalidParameter } from "../errors.ts";
import { functionArn, parseFunctionRef } from "../names.ts";
import { numberedKey } from "../registry.ts";
import type { LambdaOperation } from "../state.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html */
export const deleteFunction: LambdaOperation<"DeleteFunction"> = (input, ctx) => {
  const { registry, runtime } = ctx.state;
  const ref = parseFunctionRef(input.FunctionName, registry.config, input.Qualifier);
  const { name, qualifier } = ref;
  ctx.reply.status = 204;
  if (qualifier === undefined) {
    registry.get(ref);
    registry.remove(name);
    runtime.retire(functionArn(registry.config, name));
    return {};
  }
  if (!/^\d+$/.test(qualifier)) {
    throw invalidParameter("$LATEST version cannot be deleted without deleting the function.");
  }
  registry.resolve(ref);
  const aliases = registry.aliases.entries({ prefix: `${name}:` });
  const inUse = aliases.filter(([, alias]) => alias.version === qualifier);
  if (inUse.length > 0) {
    const names = inUse.map(([, alias]) => alias.name).join(", ");
    throw conflict(`Version ${qualifier} of function ${name} is referenced by aliases [${names}]`);
  }
  registry.versions.delete(numberedKey(name, qualifier));
  return {};
};
