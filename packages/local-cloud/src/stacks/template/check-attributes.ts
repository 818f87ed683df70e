import { fail } from "../../errors.ts";
import type { Json } from "../json.ts";
import { referencesIn } from "./references.ts";
import type { Template } from "./template.ts";

/** What `Fn::GetAtt` knows of a type; `undefined` when nothing is known of the type. */
export type AttributesOf = (type: string) => readonly string[] | undefined;

/**
 * Refuses attributes that the type of their resource does not have.
 *
 * @throws {AwsError} `ValidationError`.
 */
export function checkAttributes(template: Template, attributesOf: AttributesOf): void {
  const values: Json[] = [
    ...[...template.resources.values()].map(({ properties }) => properties),
    ...[...template.outputs.values()].map(({ Value }) => Value),
  ];
  for (const reference of referencesIn(values)) {
    const { name, attribute } = reference;
    const type = template.resources.get(name)?.type;
    if (reference.kind !== "attribute" || attribute === undefined || type === undefined) continue;
    if (attributesOf(type)?.includes(attribute) === false) {
      fail(
        "ValidationError",
        `Template error: resource ${name} does not support attribute type ${attribute} in Fn::GetAtt`,
      );
    }
  }
}
