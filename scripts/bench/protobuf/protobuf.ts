import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type protobuf from "protobufjs";
import { ByteSink } from "../../../services/protobuf-decoder/src/codec/byte-sink.ts";
import { decoders } from "../../../services/protobuf-decoder/src/codec/generated/decoders.ts";
import type { Bench, BenchOptions } from "../bench.ts";
import { checkEqualOutputs } from "../equal-outputs.ts";
import type { Figure, Report, Target } from "../report.ts";
import { interleave, type Way } from "../rounds.ts";
import { pairedRatio, summarize } from "../statistics.ts";
import { demoBatch, demoType, type DemoBatch } from "./demo-records.ts";
import { startPython, type PythonDecoder } from "./python-decoder.ts";

const PROTO = join(import.meta.dirname, "../../../services/protobuf-decoder/proto/demo.proto");
const NEWLINE = 0x0a;
const FLOOR = "floor";
const PYTHON = "Python";
const OURS = "ours";
const NO_PYTHON = "Python: not measured, no Python with protobuf here";

/** One way of making lines of JSON out of the batch. */
interface Decoding extends Way<number> {
  readonly does: string;
  readonly output: () => Promise<unknown>;
}

function inProcess(name: string, does: string, decode: () => Uint8Array | string): Decoding {
  return {
    name,
    does,
    output: async () => {
      const output = decode();
      return typeof output === "string" ? output : Buffer.from(output).toString("utf8");
    },
    measure: async () => {
      const startedAt = performance.now();
      decode();
      return performance.now() - startedAt;
    },
  };
}

function ourDecoding({ encoded }: DemoBatch): Decoding {
  const decoder = decoders.get("demo");
  if (decoder === undefined) throw new Error("there is no decoder of demo");
  const sink = new ByteSink();
  return inProcess(OURS, "base64, generated decoder straight to bytes, all checked", () => {
    sink.length = 0;
    for (const record of encoded) {
      decoder.decodeToJson(Buffer.from(record, "base64"), sink);
      sink.byte(NEWLINE);
    }
    return sink.written();
  });
}

function protobufjsDecoding({ encoded }: DemoBatch, type: protobuf.Type): Decoding {
  return inProcess("protobufjs", "base64, decode, toObject, JSON.stringify", () => {
    let text = "";
    for (const record of encoded) {
      const message = type.decode(Buffer.from(record, "base64"));
      text += `${JSON.stringify(type.toObject(message, { longs: String, bytes: String }))}\n`;
    }
    return Buffer.from(text);
  });
}

/** Leaves even the text as it is: making bytes of it would take as long again. */
function floorDecoding({ encoded, records }: DemoBatch): Decoding {
  return inProcess(FLOOR, "base64, JSON.stringify of objects that are ready, as text", () => {
    let text = "";
    for (let index = 0; index < encoded.length; index += 1) {
      const bytes = Buffer.from(encoded[index] ?? "", "base64");
      if (bytes.length > 0) text += `${JSON.stringify(records[index])}\n`;
    }
    return text;
  });
}

function pythonDecoding(python: PythonDecoder): Decoding {
  return {
    name: PYTHON,
    does: `b64decode, ParseFromString (${python.backend}), ListFields, json.dumps`,
    output: async () => (await python.run("output")).output,
    measure: async () => (await python.run("seconds")).seconds * 1000,
  };
}

/** The lines as values: Python puts blanks between, and escapes what is not ASCII. */
function values(output: unknown): unknown {
  return String(output)
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
}

function target(
  name: string,
  limit: number,
  samples: Record<"ours" | "base", readonly number[]>,
): Target {
  const value = pairedRatio(samples.ours, samples.base).median;
  return { name, limit, value, unit: "× the time" };
}

async function runProtobuf({ quick, progress }: BenchOptions): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), "bench-protobuf-"));
  const type = demoType(PROTO);
  const batch = demoBatch(type);
  const recordsFile = join(folder, "records.txt");
  await writeFile(recordsFile, batch.encoded.join("\n"));
  const python = await startPython(recordsFile);
  try {
    const ways = [floorDecoding(batch), ourDecoding(batch), protobufjsDecoding(batch, type)];
    if (python !== undefined) ways.push(pythonDecoding(python));
    progress(python === undefined ? NO_PYTHON : `${ways.length} ways`);
    const outputs = await Promise.all(
      ways.map(async ({ name, output }) => ({ name, output: values(await output()) })),
    );
    checkEqualOutputs(outputs);
    const samples = await interleave(ways, { rounds: quick ? 7 : 41, warmUp: quick ? 3 : 8 });
    return reportOf(ways, samples, batch.encoded.length);
  } finally {
    python?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function reportOf(
  ways: readonly Decoding[],
  samples: readonly number[][],
  records: number,
): Report {
  const of = (wanted: string) => samples[ways.findIndex(({ name }) => name === wanted)];
  const [ours = [], floor = [], python] = [of(OURS), of(FLOOR), of(PYTHON)];
  const targets = [target("ours / floor", 2, { ours, base: floor })];
  if (python !== undefined) targets.push(target("ours / Python", 0.2, { ours, base: python }));
  const figures = ways.map(({ name }, at): Figure => {
    const perSecond = records / summarize(samples[at] ?? []).median;
    return { name: `${name}: thousand records a second`, value: perSecond, unit: "k/s" };
  });
  return {
    bench: "protobuf",
    comparisons: [
      {
        title: `${records} demo records in base64 to lines of JSON: time per batch`,
        unit: "ms",
        baseline: FLOOR,
        ways: ways.map(({ name, does }, at) => ({ name, does, samples: samples[at] ?? [] })),
      },
    ],
    figures,
    targets,
    checked: `all ways made the same ${records} objects${python === undefined ? `; ${NO_PYTHON}` : ""}`,
  };
}

export const protobufDecoding: Bench = {
  about: "a batch of protobuf records to lines of JSON",
  run: runProtobuf,
};
