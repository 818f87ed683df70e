import type { FieldModel, MessageModel, ValueType } from "./message-model.ts";

/** Names of generated functions: by full name, and of a message's maps by their fields. */
export interface Names {
  readonly message: (name: string) => string;
  readonly entry: (map: FieldModel) => string;
  readonly enumeration: (name: string) => string;
}

const LONGS = new Set(["int64", "sint64", "uint64", "fixed64", "sfixed64"]);
const RANGES = new Set(["string", "bytes"]);
const FIXED = new Map([
  ["fixed32", 4],
  ["sfixed32", 4],
  ["float", 4],
  ["fixed64", 8],
  ["sfixed64", 8],
  ["double", 8],
]);
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 };

/** How the locals of a field are kept: a number, two halves of one, or a range of the bytes. */
export type Shape = "number" | "long" | "range" | "message" | "list";

/** The shape of a field's locals. */
export function shapeOf(field: FieldModel): Shape {
  return field.isRepeated || field.keyType !== undefined ? "list" : valueShape(field.type);
}

/** The shape of a single value. */
export function valueShape(type: ValueType): Exclude<Shape, "list"> {
  if (type.kind !== "scalar") return type.kind === "enum" ? "number" : "message";
  if (LONGS.has(type.scalar)) return "long";
  return RANGES.has(type.scalar) ? "range" : "number";
}

/** Whether there is a flag that tells set from not set. */
export function hasFlag(field: FieldModel): boolean {
  const shape = shapeOf(field);
  const isOwn = shape !== "message" && shape !== "list";
  return isOwn && field.hasPresence && field.oneof === undefined;
}

/** The locals of a message's fields. */
export function declareLocals({ fields, oneofCount }: MessageModel): string[] {
  const lines = fields.map((field) => {
    const n = field.number;
    const flag = hasFlag(field) ? `, h${n} = false` : "";
    switch (shapeOf(field)) {
      case "number":
        return `let v${n} = 0${flag};`;
      case "long":
        return `let l${n} = 0, u${n} = 0${flag};`;
      case "range":
        return `let s${n} = 0, e${n} = 0${flag};`;
      case "message":
        return `let s${n} = -1, e${n} = 0, m${n}: number[] | undefined;`;
      case "list":
        return `let r${n}: number[] | undefined;`;
    }
  });
  for (let index = 0; index < oneofCount; index += 1) lines.push(`let o${index} = 0;`);
  return lines;
}

/** The cases of the switch over tags that read a message's fields. */
export function readCases(message: MessageModel, names: Names): string[] {
  return message.fields.flatMap((field) => {
    const chosen = chooseInOneof(field, names);
    if (shapeOf(field) === "list") return readList(field);
    return [
      `case ${tagOf(field.number, wireType(field.type))}:`,
      "known = true;",
      ...chosen,
      ...readSingle(field),
      "break;",
    ];
  });
}

function tagOf(number: number, wire: number): number {
  return number * 8 + wire;
}

function wireType(type: ValueType): number {
  if (type.kind === "message") return WIRE.bytes;
  if (type.kind === "enum") return WIRE.varint;
  if (RANGES.has(type.scalar)) return WIRE.bytes;
  const size = FIXED.get(type.scalar);
  if (size === undefined) return WIRE.varint;
  return size === 4 ? WIRE.fixed32 : WIRE.fixed64;
}

function readSingle(field: FieldModel): string[] {
  const n = field.number;
  const flag = hasFlag(field) ? [`h${n} = true;`] : [];
  switch (valueShape(field.type)) {
    case "number":
      return [...readNumber(field.type, { value: `v${n}`, end: "end" }), ...flag];
    case "long":
      return [...readLong(field.type, { low: `l${n}`, high: `u${n}`, end: "end" }), ...flag];
    case "range":
      return [
        ...checkOverwritten(field),
        `e${n} = wire.span(at, end); s${n} = wire.at; at = e${n};`,
        ...flag,
      ];
    case "message":
      return [
        "x = wire.span(at, end);",
        `if (s${n} === -1) { s${n} = wire.at; e${n} = x; } else (m${n} ??= []).push(wire.at, x);`,
        "at = x;",
      ];
  }
}

/** A text that a later one replaces must be UTF-8 all the same. */
function checkOverwritten({ type, number }: FieldModel): string[] {
  if (type.kind !== "scalar" || type.scalar !== "string") return [];
  return [`if (e${number} > s${number}) json.checkText(s${number}, e${number});`];
}

/** Only the last member of a oneof counts. */
function chooseInOneof(field: FieldModel, names: Names): string[] {
  if (field.oneof === undefined) return [];
  const chosen = `o${field.oneof}`;
  const n = field.number;
  if (field.type.kind !== "message") return [`${chosen} = ${n};`];
  // It has been chosen before, and another one since: what it held then is not merged.
  return [
    `if (${chosen} !== ${n}) {`,
    ...checkMember(field, names),
    `s${n} = -1; m${n} = undefined; ${chosen} = ${n};`,
    "}",
  ];
}

/** Checks what the members of oneofs hold that others took the place of. */
export function checkUnchosen({ fields }: MessageModel, names: Names): string[] {
  return fields.flatMap((field) => {
    const check = field.oneof === undefined ? [] : checkMember(field, names);
    return check.length === 0 ? [] : [`if (o${field.oneof} !== ${field.number}) {`, ...check, "}"];
  });
}

function checkMember(field: FieldModel, names: Names): string[] {
  const n = field.number;
  if (field.type.kind !== "message") return checkOverwritten(field);
  return [
    `if (s${n} !== -1) { x = json.out.length; json.discarding++;`,
    ...callMessage(field, names),
    "json.discarding--; json.out.length = x; }",
  ];
}

/** Writes the nested message of a field that is set. */
export function callMessage({ type, number }: FieldModel, names: Names): string[] {
  if (type.kind !== "message") return [];
  const call = `${names.message(type.name)}(s${number}, e${number}, m${number});`;
  return [`wire.descend(s${number});`, call, "wire.depth--;"];
}

function readList(field: FieldModel): string[] {
  const n = field.number;
  const shape = field.keyType === undefined ? valueShape(field.type) : "message";
  if (shape === "message" || shape === "range") {
    return [
      `case ${tagOf(n, WIRE.bytes)}:`,
      "known = true;",
      `x = wire.span(at, end); (r${n} ??= []).push(wire.at, x); at = x;`,
      "break;",
    ];
  }
  const one = (end: string) =>
    shape === "long"
      ? [...readLong(field.type, { low: "x", high: "y", end }), `(r${n} ??= []).push(x, y);`]
      : [...readNumber(field.type, { value: "x", end }), `(r${n} ??= []).push(x);`];
  return [
    `case ${tagOf(n, wireType(field.type))}:`,
    "known = true;",
    ...one("end"),
    "break;",
    `case ${tagOf(n, WIRE.bytes)}:`,
    "known = true;",
    "stop = wire.span(at, end); at = wire.at;",
    "while (at < stop) {",
    ...one("stop"),
    "}",
    "break;",
  ];
}

function scalarName(type: ValueType): string {
  return type.kind === "scalar" ? type.scalar : "int32";
}

function readNumber(type: ValueType, { value, end }: { value: string; end: string }): string[] {
  const scalar = scalarName(type);
  if (FIXED.has(scalar)) {
    const method = scalar === "float" || scalar === "double" ? scalar : "fixed32";
    const unsigned = scalar === "fixed32" ? " >>> 0" : "";
    const stop = `wire.fixed(at + ${FIXED.get(scalar)}, ${end})`;
    return [`y = ${stop}; ${value} = wire.${method}(at)${unsigned}; at = y;`];
  }
  const read = `${value} = wire.varint(at, ${end}); at = wire.at;`;
  switch (scalar) {
    case "uint32":
      return [`${value} = wire.varint(at, ${end}) >>> 0; at = wire.at;`];
    case "sint32":
      return [read, `${value} = (${value} >>> 1) ^ -(${value} & 1);`];
    case "bool":
      return [read, `${value} = (wire.low | wire.high) === 0 ? 0 : 1;`];
    default:
      return [read];
  }
}

function readLong(
  type: ValueType,
  { low, high, end }: { low: string; high: string; end: string },
): string[] {
  const scalar = scalarName(type);
  if (FIXED.has(scalar)) {
    return [
      `wire.fixed(at + 8, ${end}); ${low} = wire.fixed32(at); ${high} = wire.fixed32(at + 4); at += 8;`,
    ];
  }
  const read = `wire.varint(at, ${end}); at = wire.at; ${low} = wire.low; ${high} = wire.high;`;
  if (scalar !== "sint64") return [read];
  return [
    read,
    `{ const sign = -(${low} & 1); ${low} = ((${low} >>> 1) | (${high} << 31)) ^ sign; ${high} = (${high} >>> 1) ^ sign; }`,
  ];
}
