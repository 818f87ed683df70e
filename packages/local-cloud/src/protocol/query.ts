import type { NormalizedSchema } from "@smithy/core/schema";
import { FORM_TEXT, type BodyCodec } from "./codecs.ts";
import type { OperationModel } from "./model.ts";

/** The dotted keys of a form as a tree: `Tags.member.1.Key=a` is Tags → member → 1 → Key. */
interface Node {
  text?: string;
  readonly children: Map<string, Node>;
}

/** Reads the input of a Query operation from the form's pairs. */
export function decodeQuery(
  operation: OperationModel,
  form: Iterable<readonly [string, string]>,
): Record<string, unknown> {
  const root: Node = { children: new Map() };
  for (const [key, value] of form) insert(root, key.split("."), value);
  return readStructure(operation.input, root);
}

function insert(root: Node, path: readonly string[], value: string): void {
  let node = root;
  for (const part of path) {
    let child = node.children.get(part);
    if (child === undefined) {
      child = { children: new Map() };
      node.children.set(part, child);
    }
    node = child;
  }
  node.text = value;
}

function readStructure(schema: NormalizedSchema, node: Node): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  if (!schema.isStructSchema()) return out;
  for (const [name, member] of schema.structIterator()) {
    const child = node.children.get(member.getMergedTraits().xmlName ?? name);
    if (child !== undefined) out[name] = read(member, child);
  }
  return out;
}

function read(schema: NormalizedSchema, node: Node): unknown {
  if (schema.isStructSchema()) return readStructure(schema, node);
  if (schema.isListSchema()) return readList(schema, node);
  if (schema.isMapSchema()) return readMap(schema, node);
  return FORM_TEXT.read(schema, node.text ?? "");
}

function readList(schema: NormalizedSchema, node: Node): unknown[] {
  const item = schema.getValueSchema();
  return numbered(schema, node, item.getMergedTraits().xmlName ?? "member").map((child) =>
    read(item, child),
  );
}

function readMap(schema: NormalizedSchema, node: Node): Record<string, unknown> {
  const value = schema.getValueSchema();
  const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? "key";
  const valueName = value.getMergedTraits().xmlName ?? "value";
  const entries = numbered(schema, node, "entry").map((child): [string, unknown] => {
    const valueNode = child.children.get(valueName) ?? { children: new Map() };
    return [child.children.get(keyName)?.text ?? "", read(value, valueNode)];
  });
  return Object.fromEntries(entries);
}

/** The children 1, 2, 3 … of a list or map, which is flattened or has one level in between. */
function numbered(schema: NormalizedSchema, node: Node, between: string): Node[] {
  const flat = schema.getMergedTraits().xmlFlattened !== undefined;
  // Some clients write the standard name whatever the schema says.
  const parent = flat ? node : (node.children.get(between) ?? node.children.get("member"));
  return [...(parent?.children ?? [])]
    .filter(([key]) => /^\d+$/.test(key))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);
}

/** Wraps a Query operation's output as `<OpResponse><OpResult>…`. */
export function encodeQuery(
  operation: OperationModel,
  output: unknown,
  options: { codec: BodyCodec; xmlNamespace: string; requestId: string },
): string {
  const { codec, xmlNamespace, requestId } = options;
  const { name } = operation;
  let result = "";
  if (operation.output.isStructSchema()) {
    const written = String(codec.write(operation.output, output));
    // The codec names the root after the shape; Query wants the operation's name.
    const inner = /^<[^>]*?(?:\/>|>([\s\S]*)<\/[^>]*>)$/.exec(written)?.[1] ?? "";
    result = `<${name}Result>${inner}</${name}Result>`;
  }
  return (
    `<${name}Response xmlns="${xmlNamespace}">${result}` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`
  );
}
