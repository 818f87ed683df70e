import { callMessage, hasFlag, shapeOf, valueShape, type Names } from "./emit-read.ts";
import type { FieldModel, MessageModel, ValueType } from "./message-model.ts";

/** Names of constants that hold JSON as bytes. */
export type Constant = (json: string) => string;

/** What the statements that write need. */
export interface WriteContext {
  readonly names: Names;
  readonly constant: Constant;
}

const PREFIX = "google.protobuf.";
const WRAPPERS = /^(?:Double|Float|U?Int64|U?Int32|Bool|String|Bytes)Value$/u;

/** Writes a message whose fields have been read into locals. */
export function writeMessage(message: MessageModel, context: WriteContext): string[] {
  return wellKnown(message, context) ?? writeObject(message, context);
}

function writeObject({ fields }: MessageModel, context: WriteContext): string[] {
  const members = fields.flatMap((field) => [
    `if (${isSet(field)}) {`,
    ...writeKey(`,"${field.name}":`, context),
    ...writeField(field, context),
    "}",
  ]);
  const isSpelled = members.some((line) => line.startsWith("to = "));
  // Every member begins with a comma; the first one becomes the brace.
  return [
    "const begin = json.out.length;",
    ...(isSpelled ? ["let to = json.out.bytes, n = 0;"] : []),
    ...members,
    "if (json.out.length === begin) json.out.byte(123); else json.out.bytes[begin] = 123;",
    "json.out.byte(125);",
  ];
}

const LONGEST_SPELLED_KEY = 40; // bytes

/** A key of the usual length is written byte by byte: a loop or a copy takes longer. */
function writeKey(key: string, { constant }: WriteContext): string[] {
  if (key.length > LONGEST_SPELLED_KEY) return [`json.raw(${constant(key)});`];
  const stores = [...Buffer.from(key)].map((byte, at) => `to[n + ${at}] = ${byte};`);
  return [
    `json.out.reserve(${key.length});`,
    "to = json.out.bytes; n = json.out.length;",
    stores.join(" "),
    `json.out.length = n + ${key.length};`,
  ];
}

function isSet(field: FieldModel): string {
  const n = field.number;
  if (field.oneof !== undefined) return `o${field.oneof} === ${n}`;
  if (hasFlag(field)) return `h${n}`;
  switch (shapeOf(field)) {
    case "number":
      return isFloating(field.type) ? `v${n} !== 0 || Object.is(v${n}, -0)` : `v${n} !== 0`;
    case "long":
      return `l${n} !== 0 || u${n} !== 0`;
    case "range":
      return `e${n} > s${n}`;
    case "message":
      return `s${n} !== -1`;
    case "list":
      return `r${n} !== undefined`;
  }
}

function isFloating(type: ValueType): boolean {
  return type.kind === "scalar" && (type.scalar === "float" || type.scalar === "double");
}

function writeField(field: FieldModel, context: WriteContext): string[] {
  const n = field.number;
  if (field.keyType !== undefined || field.isRepeated) return writeList(field, context);
  if (field.type.kind === "message") return callMessage(field, context.names);
  const locals = {
    number: [`v${n}`],
    long: [`l${n}`, `u${n}`],
    range: [`s${n}`, `e${n}`],
    message: [],
  };
  return [writeValue(field.type, locals[valueShape(field.type)], context)];
}

/** Writes a repeated field or a map that has elements. */
function writeList(field: FieldModel, { names, constant }: WriteContext): string[] {
  const list = `r${field.number}!`;
  if (field.keyType !== undefined) {
    return [`writeMap(json, ${list}, ${names.entry(field)});`];
  }
  const step = valueShape(field.type) === "number" ? 1 : 2;
  const locals = step === 1 ? [`${list}[i]!`] : [`${list}[i]!`, `${list}[i + 1]!`];
  const element =
    field.type.kind === "message"
      ? `wire.descend(${locals[0]}); ${names.message(field.type.name)}(${locals.join(", ")}); wire.depth--;`
      : writeValue(field.type, locals, { names, constant });
  return [
    `{ const from = json.out.length;`,
    `for (let i = 0; i < ${list}.length; i += ${step}) { json.out.byte(44); ${element} }`,
    "json.out.bytes[from] = 91; json.out.byte(93); }",
  ];
}

/** What writes a scalar; any other is an integer of 32 bits. */
const WRITERS: Readonly<Record<string, string>> = {
  int64: "json.int64(",
  sint64: "json.int64(",
  sfixed64: "json.int64(",
  uint64: "json.uint64(",
  fixed64: "json.uint64(",
  float: "writeFloat(json, ",
  double: "writeDouble(json, ",
  string: "json.text(",
  bytes: "writeBase64(json, ",
};

function writeValue(type: ValueType, locals: readonly string[], context: WriteContext): string {
  const all = locals.join(", ");
  if (type.kind === "enum") return `${context.names.enumeration(type.name)}(${all});`;
  if (type.kind === "message") return `${context.names.message(type.name)}(${all});`;
  if (type.scalar === "bool") {
    return `json.raw(${all} === 0 ? ${context.constant("false")} : ${context.constant("true")});`;
  }
  return `${WRITERS[type.scalar] ?? "json.int32("}${all});`;
}

/** Writes the entry of a map, whose key and value have been read as the fields 1 and 2. */
export function writeEntry(key: FieldModel, value: FieldModel, context: WriteContext): string[] {
  const isQuoted = ["long", "range"].includes(valueShape(key.type));
  const written = writeField(key, context);
  const name = isQuoted ? written : ["json.out.byte(34);", ...written, "json.out.byte(34);"];
  const call =
    value.type.kind === "message"
      ? ["if (s2 === -1) s2 = e2 = 0;", ...callMessage(value, context.names)]
      : writeField(value, context);
  return [
    "json.out.byte(44);",
    ...name,
    "const keyEnd = json.out.length; json.out.byte(58);",
    ...call,
  ];
}

/** The types of protobuf itself that have a JSON form of their own. */
function wellKnown(message: MessageModel, context: WriteContext): string[] | undefined {
  if (!message.name.startsWith(PREFIX)) return undefined;
  const name = message.name.slice(PREFIX.length);
  const [field] = message.fields;
  if (field === undefined) return undefined;
  if (name === "Timestamp" || name === "Duration") {
    return [`write${name}(json, (BigInt(u1) << 32n) | BigInt(l1 >>> 0), v2);`];
  }
  if (name === "FieldMask") return ["writeFieldMask(json, r1 ?? []);"];
  if (name === "Value") return writeAnyValue(message, context);
  return WRAPPERS.test(name) ? writeField(field, context) : writeCollection(name, field, context);
}

function writeCollection(
  name: string,
  field: FieldModel,
  context: WriteContext,
): string[] | undefined {
  if (name !== "Struct" && name !== "ListValue") return undefined;
  const empty = context.constant(name === "Struct" ? "{}" : "[]");
  const write = writeField(field, context);
  return [`if (r1 === undefined) json.raw(${empty});`, "else {", ...write, "}"];
}

/** A google.protobuf.Value: what it holds, and null when it holds nothing. */
function writeAnyValue({ fields }: MessageModel, context: WriteContext): string[] {
  const cases = fields.map((field) => {
    const write = writeField(field, context).join(" ");
    return `case ${field.number}: ${write.replace("writeDouble(", "writeFiniteDouble(")} break;`;
  });
  return ["switch (o0) {", ...cases, `default: json.raw(${context.constant("null")});`, "}"];
}
