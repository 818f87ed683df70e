import protobuf from "protobufjs";

const RECORDS = 10_000;
const FIRST_TIME = 1_641_567_923; // of the post's sample
const NAMES = ["carl", "Zoë", "Åsa-Märta", "maria", "李雷", "o'neill"];
const EVENTS = [
  "new message",
  'said "hello" and left',
  "temperature 21.5 °C",
  "order placed\nthen paid",
  "no event worth a line of text, but long enough to be one, and then a little longer than that",
];

/** A record of the post's message type; what is not set is not there. */
export interface DemoRecord {
  readonly id?: number;
  readonly name?: string;
  readonly timevalue?: number;
  readonly event?: string;
}

/** The records of a batch, ready and as Kinesis gives them to a function. */
export interface DemoBatch {
  readonly records: readonly DemoRecord[];
  readonly encoded: readonly string[];
}

/** The message type as protobufjs has it. */
export function demoType(protoFile: string): protobuf.Type {
  return new protobuf.Root().loadSync(protoFile).lookupType("demo");
}

/** A batch like the post's, with a few texts that need escapes or more than ASCII; always the same. */
export function demoBatch(type: protobuf.Type): DemoBatch {
  const records = Array.from({ length: RECORDS }, (_, index): DemoRecord => demoRecord(index));
  const encoded = records.map((record) =>
    Buffer.from(type.encode(record).finish()).toString("base64"),
  );
  return { records, encoded };
}

function demoRecord(index: number): DemoRecord {
  // Most are plain, as a stream's are; every fifth has something odd, every twentieth lacks something.
  const oddity = index % 5 === 0 ? index / 5 : 0;
  const all = {
    id: index % 100 === 0 ? -index : index,
    name: NAMES[oddity % NAMES.length] ?? "",
    timevalue: FIRST_TIME + index * 7,
    event: EVENTS[oddity % EVENTS.length] ?? "",
  };
  if (index % 20 !== 7) return all;
  const { id, timevalue } = all;
  return { id, timevalue };
}
