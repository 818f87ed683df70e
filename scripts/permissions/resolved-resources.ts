import type { CompiledTemplate } from "./compiled-template.ts";
import type { Grant } from "./grants.ts";
import { textOf } from "../templates/value.ts";

const PREFIX = "GrantedResource";

/** A template that says in its outputs what the resources of its rights are. */
export interface ResolvedResources {
  readonly template: CompiledTemplate;
  /** From the stack's outputs: ARNs, with wildcards, by the resources as written. */
  read(outputs: Readonly<Record<string, string>>): ReadonlyMap<string, string>;
}

/** Lets CloudFormation evaluate the resources of rights: each becomes an output. */
export function withResources(
  template: CompiledTemplate,
  grants: readonly Grant[],
): ResolvedResources {
  const byText = new Map(grants.map(({ resource }) => [textOf(resource), resource]));
  const named = [...byText].map(([text, value], index) => ({
    text,
    value,
    name: `${PREFIX}${index}`,
  }));
  const outputs = named.map(({ name, value }) => [name, { Value: value }]);
  return {
    template: { ...template, Outputs: { ...template.Outputs, ...Object.fromEntries(outputs) } },
    read: (found) => new Map(named.map(({ text, name }) => [text, found[name] ?? ""])),
  };
}
