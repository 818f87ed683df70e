/** A type of protobuf that is neither a message nor an enum. */
export const SCALARS = [
  "int32",
  "sint32",
  "uint32",
  "fixed32",
  "sfixed32",
  "int64",
  "sint64",
  "uint64",
  "fixed64",
  "sfixed64",
  "bool",
  "float",
  "double",
  "string",
  "bytes",
] as const;

/** What a value is. */
export type ValueType =
  | { readonly kind: "scalar"; readonly scalar: (typeof SCALARS)[number] }
  | { readonly kind: "enum"; readonly name: string }
  | { readonly kind: "message"; readonly name: string };

/** A field of a message type. */
export interface FieldModel {
  /** As the .proto file writes it. */
  readonly name: string;
  readonly number: number;
  readonly type: ValueType;
  /** Of a map, the type of its keys; `type` is that of its values. */
  readonly keyType: ValueType | undefined;
  readonly isRepeated: boolean;
  /** Whether a default value that is set differs from none: of `optional` fields and oneofs. */
  readonly hasPresence: boolean;
  /** The index of its oneof in the message. */
  readonly oneof: number | undefined;
}

/** A message type. */
export interface MessageModel {
  /** With the package. */
  readonly name: string;
  /** In the order of their numbers. */
  readonly fields: readonly FieldModel[];
  readonly oneofCount: number;
}

/** An enum type; of several names for one number, the first. */
export interface EnumModel {
  readonly name: string;
  readonly values: ReadonlyMap<number, string>;
}

/** What the .proto files of a service say. */
export interface ProtoModel {
  /** Every message type that is reached, those of protobuf itself included. */
  readonly messages: readonly MessageModel[];
  readonly enums: readonly EnumModel[];
  /** The full names of the types that the service itself declares. */
  readonly declared: ReadonlySet<string>;
}

/** Something in a .proto file that no decoder is generated for. */
export class UnsupportedProto extends Error {
  override readonly name = "UnsupportedProto";
}
