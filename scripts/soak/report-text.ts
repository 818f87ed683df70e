import type { SoakReport } from "./soak.ts";

const MAX_SHOWN = 40;

/** The report as it is printed: figures in two columns, then what was violated. */
export function reportText({ figures, violations }: SoakReport): string {
  const width = Math.max(0, ...figures.map(({ name }) => name.length));
  const lines = figures.map(({ name, value }) => `${name.padEnd(width)}  ${value}`);
  const shown = violations
    .slice(0, MAX_SHOWN)
    .map(({ subject, reason }) => `  ${subject}: ${reason}`);
  const more = violations.length - shown.length;
  return [
    ...lines,
    "",
    violations.length === 0
      ? "every promise was kept"
      : `${violations.length} promises were not kept:`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join("\n");
}
