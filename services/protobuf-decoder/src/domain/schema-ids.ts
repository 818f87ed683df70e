import { InvalidError } from "@blueprints/lambda-kit/errors";

/** Which message type a schema of a registry stands for, by the name that the framing gives the schema. */
export type SchemaIds = ReadonlyMap<string, string>;

/**
 * The type that a schema is mapped to.
 *
 * @throws {InvalidError} `UnknownSchema`: nothing is mapped to it. The record is not lost: it waits in quarantine.
 */
export function typeOfSchema(schemas: SchemaIds, schema: string): string {
  const typeName = schemas.get(schema);
  if (typeName !== undefined) return typeName;
  throw new InvalidError("UnknownSchema", `no message type is mapped to schema ${schema}`);
}
