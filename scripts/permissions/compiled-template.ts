import * as z from "zod";

const Resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});

const CompiledTemplate = z.looseObject({
  Resources: z.record(z.string(), Resource),
  Outputs: z.record(z.string(), z.unknown()).default({}),
});

/** A template as the CLI compiles it, whole, so that it can be deployed again. */
export type CompiledTemplate = z.infer<typeof CompiledTemplate>;
export type CompiledResource = z.infer<typeof Resource>;

/**
 * Reads the text of a compiled template.
 *
 * @throws {z.ZodError} It is no template.
 */
export function readCompiled(text: string): CompiledTemplate {
  return CompiledTemplate.parse(JSON.parse(text));
}

/** A template with other resources where `change` answers others; those it answers nothing for go. */
export function mapResources(
  template: CompiledTemplate,
  change: (id: string, resource: CompiledResource) => CompiledResource | undefined,
): CompiledTemplate {
  const resources = Object.entries(template.Resources).flatMap(([id, resource]) => {
    const changed = change(id, resource);
    return changed === undefined ? [] : [[id, changed] as const];
  });
  return { ...template, Resources: Object.fromEntries(resources) };
}

/** A resource with some of its properties changed. */
export function withProperties(
  resource: CompiledResource,
  properties: Readonly<Record<string, unknown>>,
): CompiledResource {
  return { ...resource, Properties: { ...resource.Properties, ...properties } };
}
