import { checkUnchosen, declareLocals, readCases, type Names } from "./emit-read.ts";
import { writeEntry, writeMessage, type WriteContext } from "./emit-write.ts";
import type { EnumModel, FieldModel, MessageModel, ProtoModel } from "./message-model.ts";

const IMPORTS = {
  "json-values.ts": ["writeBase64", "writeDouble", "writeFiniteDouble", "writeFloat", "writeMap"],
  "well-known-json.ts": ["writeDuration", "writeFieldMask", "writeTimestamp"],
};
const NULL_VALUE = "google.protobuf.NullValue";

/**
 * The TypeScript source of the decoders of every message type that a service declares.
 *
 * Each type gets one function. It first reads the fields into locals, of texts and nested messages only where
 * they are, and then writes what is set: so the last value wins, a message that is there twice is one
 * of two ranges, the order is that of the numbers, and no text ever becomes a string. Every byte is checked
 * once, when it is read or when it is written.
 *
 * @param runtime The folder of the code that it calls, relative to where the source is put.
 */
export function generate(model: ProtoModel, runtime: string): string {
  const functions: string[] = [];
  const constants = new Map<string, string>();
  const constant = (json: string): string => {
    const name = constants.get(json) ?? `J${constants.size}`;
    constants.set(json, name);
    return name;
  };
  const names = nameFunctions(model);
  for (const message of model.messages) {
    const context = { names: names(message.name), constant };
    functions.push(messageFunction(message, context));
    for (const field of message.fields) {
      if (field.keyType !== undefined) functions.push(entryFunction(field, context));
    }
  }
  const enums = model.enums.map((type) =>
    enumFunction(type, { names: names(type.name), constant }),
  );
  const body = [...functions, ...enums].join("\n\n");
  const decoders = model.messages
    .filter(({ name }) => model.declared.has(name))
    .map(({ name }) => `  ["${name}", messageDecoder("${name}", ${names(name).message(name)})],`);
  return `// Generated from the .proto files by codegen/main.ts: change those.
${imports(body, runtime)}
${[...constants].map(([json, name]) => `const ${name} = Buffer.from(${JSON.stringify(json)});`).join("\n")}

${body}

/** A decoder for every message type of the .proto files, by its full name. */
export const decoders: ReadonlyMap<string, MessageDecoder> = new Map([
${decoders.join("\n")}
]);
`;
}

function imports(body: string, runtime: string): string {
  const lines = [
    `import type { MessageDecoder } from "${runtime}/../domain/message-decoder.ts";`,
    `import { messageDecoder } from "${runtime}/generated-message.ts";`,
    `import { json, wire } from "${runtime}/pass.ts";`,
  ];
  for (const [file, functions] of Object.entries(IMPORTS)) {
    const used = functions.filter((name) => body.includes(`${name}(`));
    if (used.length > 0) lines.push(`import { ${used.join(", ")} } from "${runtime}/${file}";`);
  }
  return `${lines.join("\n")}\n`;
}

/** Numbers in front keep apart what only dots and underscores tell apart. */
function nameFunctions({ messages, enums }: ProtoModel): (within: string) => Names {
  const index = new Map([...messages, ...enums].map(({ name }, place) => [name, place]));
  const named = (prefix: string, name: string) =>
    `${prefix}${index.get(name)}_${name.replaceAll(".", "_")}`;
  return (within) => ({
    message: (name) => named("m", name),
    entry: ({ number }) => `${named("e", within)}_${number}`,
    enumeration: (name) => named("n", name),
  });
}

function messageFunction(message: MessageModel, context: WriteContext): string {
  const signature = "(start: number, end: number, more?: readonly number[]): boolean";
  const body = [
    "for (;;) {",
    ...readLoop(message, context.names),
    "if (more === undefined || part === more.length) break;",
    "at = more[part]!; end = more[part + 1]!; part += 2;",
    "}",
    ...checkUnchosen(message, context.names),
    ...writeMessage(message, context),
    "return known;",
  ];
  return functionOf(`${context.names.message(message.name)}${signature}`, [
    "let at = start, known = false, part = 0;",
    ...declareLocals(message),
    ...body,
  ]);
}

function functionOf(head: string, body: readonly string[]): string {
  const text = body.join("\n");
  const scratch = ["x", "y", "stop"].filter((name) => new RegExp(`\\b${name}\\b`, "u").test(text));
  const locals = scratch.map((name) => `let ${name} = 0;`);
  return [`function ${head} {`, "const bytes = wire.bytes;", ...locals, text, "}"].join("\n");
}

function readLoop(message: MessageModel, names: Names): string[] {
  return [
    "while (at < end) {",
    "let tag = bytes[at]!;",
    "if (tag < 128) at++; else { tag = wire.tag(at, end); at = wire.at; }",
    "switch (tag) {",
    ...readCases(message, names),
    "default: at = wire.skip(tag, at, end);",
    "}",
    "}",
  ];
}

/** A map's entry is a message with the fields 1 and 2, of which each counts as set. */
function entryFunction(field: FieldModel, context: WriteContext): string {
  const plain = { isRepeated: false, hasPresence: false, oneof: undefined, keyType: undefined };
  const key = { ...plain, name: "key", number: 1, type: field.keyType ?? field.type };
  const value = { ...plain, name: "value", number: 2, type: field.type };
  const entry = { name: "", fields: [key, value], oneofCount: 0 };
  const reading = readLoop(entry, context.names).filter((line) => line !== "known = true;");
  return functionOf(`${context.names.entry(field)}(start: number, end: number): number`, [
    "let at = start;",
    "wire.descend(start);",
    ...declareLocals(entry),
    ...reading,
    ...writeEntry(key, value, context),
    "wire.depth--;",
    "return keyEnd;",
  ]);
}

function enumFunction({ name, values }: EnumModel, { names, constant }: WriteContext): string {
  const head = `function ${names.enumeration(name)}(value: number): void {`;
  if (name === NULL_VALUE) return `${head} void value; json.raw(${constant("null")}); }`;
  const cases = [...values].map(
    ([number, text]) => `case ${number}: json.raw(${constant(`"${text}"`)}); break;`,
  );
  return [head, "switch (value) {", ...cases, "default: json.int32(value);", "}", "}"].join("\n");
}
