import { logger } from "@blueprints/lambda-kit/observe";
import { afterEach, describe, expect, test, vi } from "vitest";
import { reportTo } from "./report.ts";

afterEach(() => vi.restoreAllMocks());

function counted(stored: Parameters<ReturnType<typeof reportTo>>[0]): Record<string, number> {
  const counts: Record<string, number> = {};
  reportTo((name, count) => (counts[name] = count))(stored);
  return counts;
}

describe("reportTo", () => {
  test("counts messages, rejected records and defects, and logs nothing when all is well", () => {
    const warn = vi.spyOn(logger, "warn").mockReturnValue();
    expect(counted({ again: [], decoded: 7, rejections: [] })).toEqual({
      MessagesDecoded: 7,
      RecordsRejected: 0,
      DecoderDefects: 0,
    });
    expect(warn).not.toHaveBeenCalled();
  });

  test("logs which records were rejected and why, the first of them by name, and a defect", () => {
    const warn = vi.spyOn(logger, "warn").mockReturnValue();
    const error = vi.spyOn(logger, "error").mockReturnValue();
    const truncated = Array.from({ length: 30 }, (_, index) => {
      return { record: `shard-${index}`, code: "TruncatedMessage" };
    });
    const defect = { record: "shard-30", code: "DecoderDefect", defect: new TypeError("x") };
    const counts = counted({ again: [], decoded: 0, rejections: [...truncated, defect] });
    expect(counts).toEqual({ MessagesDecoded: 0, RecordsRejected: 31, DecoderDefects: 1 });
    expect(warn).toHaveBeenCalledWith("records rejected", {
      byCode: { TruncatedMessage: 30, DecoderDefect: 1 },
      first: truncated.slice(0, 20).map(({ record }) => record),
    });
    expect(error).toHaveBeenCalledWith("the decoder failed", {
      record: "shard-30",
      error: defect.defect,
    });
  });
});
