"""The work of the post's Python handler, measured: argv[1] is a file of base64 records, one a line.

Each line on standard input asks for one run. The answer is a line of JSON: the seconds it took, and
when the line was "output" also what came out.
"""

import base64
import json
import sys
import time

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.internal import api_implementation

FIELD = descriptor_pb2.FieldDescriptorProto


def message_class():
    """The class that protoc would have generated from demo.proto."""
    file = descriptor_pb2.FileDescriptorProto(name="demo.proto", syntax="proto3")
    message = file.message_type.add(name="demo")
    types = {"id": FIELD.TYPE_INT32, "name": FIELD.TYPE_STRING, "timevalue": FIELD.TYPE_INT32, "event": FIELD.TYPE_STRING}
    for index, (name, kind) in enumerate(types.items()):
        message.oneof_decl.add(name="_" + name)
        message.field.add(
            name=name, number=index + 1, type=kind, label=FIELD.LABEL_OPTIONAL,
            proto3_optional=True, oneof_index=index,
        )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    descriptor = pool.FindMessageTypeByName("demo")
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory(pool).GetPrototype(descriptor)


def decode(records, demo):
    """As the handler does it, but with a line break behind each record."""
    parts = []
    for record in records:
        message = demo()
        message.ParseFromString(base64.b64decode(record))
        parts.append(json.dumps({field.name: value for field, value in message.ListFields()}))
    return "\n".join(parts).encode()


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        records = file.read().split("\n")
    demo = message_class()
    print(json.dumps({"backend": api_implementation.Type()}), flush=True)
    for line in sys.stdin:
        started = time.perf_counter()
        output = decode(records, demo)
        answer = {"seconds": time.perf_counter() - started}
        if line.strip() == "output":
            answer["output"] = output.decode()
        print(json.dumps(answer), flush=True)


main()
