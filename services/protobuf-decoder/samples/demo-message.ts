/** The post's message; a field that is not there is not set, which is something else than 0 or "". */
export interface DemoMessage {
  readonly id?: number;
  readonly name?: string;
  readonly timevalue?: number;
  readonly event?: string;
}

const MORE = 0x80; // in each byte of a varint but the last
const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** The bytes of a message, as any protobuf library writes them. */
export function encodeDemo({ id, name, timevalue, event }: DemoMessage): Uint8Array {
  return Buffer.concat([number(1, id), text(2, name), number(3, timevalue), text(4, event)]);
}

/** An int32 takes ten bytes when it is negative: its sign is extended to 64 bits. */
function number(field: number, value: number | undefined): Buffer {
  if (value === undefined) return Buffer.alloc(0);
  const unsigned = BigInt.asUintN(64, BigInt(value));
  return Buffer.concat([varint(BigInt(field * 8 + VARINT)), varint(unsigned)]);
}

function text(field: number, value: string | undefined): Buffer {
  if (value === undefined) return Buffer.alloc(0);
  const bytes = Buffer.from(value);
  return Buffer.concat([
    varint(BigInt(field * 8 + LENGTH_DELIMITED)),
    varint(BigInt(bytes.length)),
    bytes,
  ]);
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let left = value;
  while (left >= MORE) {
    bytes.push(Number(left % 128n) + MORE);
    left /= 128n;
  }
  return Buffer.from([...bytes, Number(left)]);
}

/** Ways to spoil the bytes of a message, by the code that the decoder gives the result. */
export const POISONS = {
  TruncatedMessage: (bytes) => bytes.subarray(0, -1),
  InvalidUtf8: () => Buffer.from([0x12, 2, 0xc3, 0x28]),
  IllegalTag: (bytes) => Buffer.concat([bytes, Buffer.from([0, 0])]),
  OverlongVarint: () => Buffer.from([8, ...Array.from({ length: 11 }, () => 0xff)]),
} as const satisfies Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>>;

/** One thing that a producer sends. */
export interface SampleRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
  /** What the data says; undefined when it is poison. */
  readonly message?: DemoMessage;
  /** Why it will be rejected; undefined when it will not. */
  readonly poison?: keyof typeof POISONS;
}

const NAMES = ["carl", "zoë", "", "李雷", "o'neil"];
const EVENTS = ["new message", "", "login", undefined];

/** How sample records are made. */
export interface SampleOptions {
  readonly count: number;
  /** Which share of them is spoilt, from 0 to 1; spread evenly. */
  readonly poisonShare: number;
  /** Goes into every message's event, so that a run finds its own again. */
  readonly run: string;
  /** Seconds since the Unix epoch. */
  readonly time: number;
}

/** Messages with set, empty and missing fields, some of them spoilt; the same options make the same ones. */
export function sampleRecords({ count, poisonShare, run, time }: SampleOptions): SampleRecord[] {
  const poisons = Object.entries(POISONS);
  let spoilt = 0;
  return Array.from({ length: count }, (_, index) => {
    const partitionKey = `producer-${index % 7}`;
    const event = EVENTS[index % EVENTS.length];
    const message: DemoMessage = {
      id: index - 1,
      ...(index % 3 !== 0 && { name: NAMES[index % NAMES.length] ?? "" }),
      timevalue: time,
      event: event === undefined ? run : `${run} ${event}`,
    };
    const data = encodeDemo(message);
    if (Math.floor((index + 1) * poisonShare) <= spoilt) return { partitionKey, data, message };
    const [poison, spoil] = poisons[spoilt % poisons.length] ?? ["TruncatedMessage", undefined];
    spoilt += 1;
    return { partitionKey, data: spoil?.(data) ?? data, poison: nameOf(poison) };
  });
}

function nameOf(poison: string): keyof typeof POISONS {
  if (isPoison(poison)) return poison;
  throw new Error(`no poison ${poison}`);
}

function isPoison(poison: string): poison is keyof typeof POISONS {
  return Object.hasOwn(POISONS, poison);
}
