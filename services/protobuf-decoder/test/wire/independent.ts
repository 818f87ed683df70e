import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createFileRegistry, fromBinary, toJson } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import protobuf from "protobufjs";

const TEST = join(import.meta.dirname, "..");

// protoc -I test/proto --include_imports --descriptor_set_out=<this> test/proto/every_feature.proto
const DESCRIPTORS = join(TEST, "fixtures/every_feature.binpb");
const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(DESCRIPTORS)));
const root = new protobuf.Root();
root.loadSync(join(TEST, "proto/every_feature.proto"), { keepCase: true }).resolveAll();

/**
 * What `@bufbuild/protobuf`, which shares nothing with our decoder, makes of a message.
 *
 * @throws {Error} The bytes are no message, or have no JSON.
 */
export function bufbuildJson(typeName: string, bytes: Uint8Array): unknown {
  const type = registry.getMessage(typeName)!;
  return toJson(type, fromBinary(type, bytes), { useProtoFieldName: true });
}

/** Why `protobufjs`, a third decoder, does not take the bytes for a message; undefined when it does. */
export function protobufjsRefusal(typeName: string, bytes: Uint8Array): string | undefined {
  try {
    root.lookupType(typeName).decode(bytes);
    return undefined;
  } catch (error) {
    return String(error);
  }
}
