import { isMet, rowsOf, type Comparison, type Report, type Target } from "./report.ts";
import type { Summary } from "./statistics.ts";

/** A number with three significant digits, whole from a hundred on. */
export function short(value: number): string {
  if (value === 0) return "0";
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 4));
}

function spread({ low, high }: Summary): string {
  return `${short(low)}–${short(high)}`;
}

/** Columns of text with two spaces between them: the first and the last to the left, the others to the right. */
export function columns(lines: readonly (readonly string[])[]): string {
  const count = Math.max(0, ...lines.map((line) => line.length));
  const widths = Array.from({ length: count }, (_, at) =>
    Math.max(...lines.map((line) => line[at]?.length ?? 0)),
  );
  const pad = (cell: string, at: number): string => {
    if (at === count - 1) return cell;
    const width = widths[at] ?? 0;
    return at === 0 ? cell.padEnd(width) : cell.padStart(width);
  };
  return lines.map((line) => line.map(pad).join("  ").trimEnd()).join("\n");
}

function comparisonText(comparison: Comparison): string {
  const { title, unit, baseline } = comparison;
  const rows = rowsOf(comparison).map((row) => [
    row.name,
    `${short(row.ratio.median)} ×`,
    spread(row.ratio),
    short(row.median),
    spread(row),
    row.does,
  ]);
  const head = ["", `× ${baseline}`, "quartiles", unit, "quartiles", "what it does"];
  return `${title}\n${columns([head, ...rows])}`;
}

function targetText(target: Target): readonly string[] {
  const { name, limit, value, unit } = target;
  return [
    name,
    short(value),
    unit,
    `at most ${short(limit)}`,
    isMet(target) ? "reached" : "MISSED",
  ];
}

/** A report as it is printed. */
export function reportText(report: Report): string {
  const { bench, comparisons, figures, targets, checked } = report;
  const parts = [`── ${bench} ──`, ...comparisons.map(comparisonText)];
  if (figures.length > 0) {
    parts.push(columns(figures.map(({ name, value, unit }) => [name, short(value), unit])));
  }
  if (targets.length > 0) parts.push(`targets\n${columns(targets.map(targetText))}`);
  parts.push(`checked: ${checked}`);
  return parts.join("\n\n");
}
