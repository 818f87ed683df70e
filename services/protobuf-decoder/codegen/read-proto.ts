import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import protobuf from "protobufjs";
import {
  SCALARS,
  UnsupportedProto,
  type EnumModel,
  type FieldModel,
  type MessageModel,
  type ProtoModel,
  type ValueType,
} from "./message-model.ts";

const MAX_FIELD_NUMBER = 536_870_911; // 2^29 - 1; protobuf.dev/programming-guides/proto3
const OWN_TO_PROTOBUF = { first: 19_000, last: 19_999 }; // the same page
const WELL_KNOWN = "google.protobuf.";

/**
 * Reads every .proto file of a folder, and what they import: from the folder, or of protobuf itself.
 *
 * @throws {UnsupportedProto} Something there is beyond what decoders are generated for.
 */
export function readProtoFolder(folder: string): ProtoModel {
  const files = globSync("**/*.proto", { cwd: folder }).toSorted();
  if (files.length === 0) throw new UnsupportedProto(`no .proto file in ${folder}`);
  for (const file of files) refuseOtherSyntax(file, readFileSync(join(folder, file), "utf8"));
  const root = new protobuf.Root();
  root.resolvePath = (_, target) => join(folder, target);
  root.loadSync([...files], { keepCase: true });
  root.resolveAll();
  return modelOf(root);
}

function refuseOtherSyntax(file: string, source: string): void {
  const tokens = protobuf.tokenize(source, false);
  const statement = Array.from({ length: 4 }, () => tokens.next()).join("");
  if (statement !== 'syntax="proto3' && statement !== "syntax='proto3") {
    throw new UnsupportedProto(`${file}: only files with syntax = "proto3" are supported`);
  }
}

function modelOf(root: protobuf.Root): ProtoModel {
  const types = [...objectsIn(root)];
  const reached = new Map<string, MessageModel>();
  const queue = types
    .filter((type) => type instanceof protobuf.Type)
    .filter((type) => !isWellKnown(nameOf(type)));
  const declared = new Set(queue.map(nameOf));
  for (const type of queue) {
    if (reached.has(nameOf(type))) continue;
    reached.set(nameOf(type), messageModel(type));
    for (const { resolvedType } of type.fieldsArray) {
      if (resolvedType instanceof protobuf.Type) queue.push(resolvedType);
    }
  }
  const enums = types.filter((type) => type instanceof protobuf.Enum).map(enumModel);
  return { messages: [...reached.values()], enums, declared };
}

function isWellKnown(name: string): boolean {
  return name.startsWith(WELL_KNOWN);
}

/** Without the dot in front that protobufjs writes. */
function nameOf(object: protobuf.ReflectionObject): string {
  return object.fullName.replace(/^\./u, "");
}

function* objectsIn(parent: protobuf.NamespaceBase): Generator<protobuf.ReflectionObject> {
  for (const object of parent.nestedArray) {
    if (object instanceof protobuf.Field) {
      throw new UnsupportedProto(`${nameOf(object)}: extensions are not supported`);
    }
    yield object;
    if (object instanceof protobuf.Namespace || object instanceof protobuf.Type) {
      yield* objectsIn(object);
    }
  }
}

function enumModel(type: protobuf.Enum): EnumModel {
  const values = new Map<number, string>();
  const entries = Object.entries(type.values);
  if (entries[0]?.[1] !== 0) {
    throw new UnsupportedProto(`${nameOf(type)}: the first value of a proto3 enum is 0`);
  }
  for (const [name, number] of entries) {
    if (!values.has(number)) values.set(number, name);
  }
  return { name: nameOf(type), values };
}

function messageModel(type: protobuf.Type): MessageModel {
  if (nameOf(type) === "google.protobuf.Any") {
    throw new UnsupportedProto(
      "google.protobuf.Any is not supported: it names its type at run time",
    );
  }
  if ("group" in type && type.group === true)
    throw new UnsupportedProto(`${nameOf(type)}: groups are not supported`);
  const oneofs = type.oneofsArray.filter((oneof) => !oneof.isProto3Optional);
  return {
    name: nameOf(type),
    fields: type.fieldsArray
      .map((field) => fieldModel(field, oneofs))
      .toSorted((left, right) => left.number - right.number),
    oneofCount: oneofs.length,
  };
}

function fieldModel(field: protobuf.Field, oneofs: readonly protobuf.OneOf[]): FieldModel {
  checkNumber(field);
  const oneof = oneofs.findIndex((candidate) => candidate.name === field.partOf?.name);
  const type = valueType(field);
  return {
    name: field.name,
    number: field.id,
    type,
    keyType: field instanceof protobuf.MapField ? scalarType(field.keyType, field) : undefined,
    isRepeated: field.repeated,
    hasPresence: (field.partOf ?? undefined) !== undefined || type.kind === "message",
    oneof: oneof === -1 ? undefined : oneof,
  };
}

function checkNumber(field: protobuf.Field): void {
  const isReserved = field.id >= OWN_TO_PROTOBUF.first && field.id <= OWN_TO_PROTOBUF.last;
  if (field.id < 1 || field.id > MAX_FIELD_NUMBER || isReserved) {
    throw new UnsupportedProto(`${nameOf(field)}: ${field.id} is no field number`);
  }
}

function valueType(field: protobuf.Field): ValueType {
  const { resolvedType } = field;
  if (resolvedType instanceof protobuf.Enum) return { kind: "enum", name: nameOf(resolvedType) };
  if (resolvedType instanceof protobuf.Type) return { kind: "message", name: nameOf(resolvedType) };
  return scalarType(field.type, field);
}

function scalarType(name: string, field: protobuf.Field): ValueType {
  const scalar = SCALARS.find((known) => known === name);
  if (scalar === undefined) throw new UnsupportedProto(`${nameOf(field)}: no type ${name}`);
  return { kind: "scalar", scalar };
}
