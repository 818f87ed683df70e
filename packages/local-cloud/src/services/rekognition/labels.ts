import { type LabelEntry, labelEntry, labelNameOf } from "./label-taxonomy.ts";
import type { Box } from "./vision/box.ts";
import type { DetectedObject } from "./vision/object-detector.ts";

/** A label as `DetectLabels` answers it. */
export interface Label {
  readonly Name: string;
  /** 0 to 100. */
  readonly Confidence: number;
  readonly Instances: { BoundingBox: BoundingBox; Confidence: number }[];
  readonly Parents: { Name: string }[];
  readonly Aliases: { Name: string }[];
  readonly Categories: { Name: string }[];
}

/** Rekognition's form of a {@link Box}. */
export interface BoundingBox {
  readonly Width: number;
  readonly Height: number;
  readonly Left: number;
  readonly Top: number;
}

/** Which labels a caller wants. */
export interface LabelWishes {
  /** 0 to 100; labels and instances below it are left out. */
  readonly minConfidence: number;
  readonly maxLabels: number;
  readonly include: LabelFilter;
  readonly exclude: LabelFilter;
}

/** Names of labels and of whole categories. */
export interface LabelFilter {
  readonly labels: readonly string[];
  readonly categories: readonly string[];
}

/** Converts a box to Rekognition's form. */
export function boundingBox({ left, top, width, height }: Box): BoundingBox {
  return { Width: width, Height: height, Left: left, Top: top };
}

/**
 * Turns what the detector saw into labels: one for each kind of thing with all its instances, and
 * one for each ancestor of it, as sure as the surest thing below it. Surest first, then by name.
 */
export function labelsOf(objects: readonly DetectedObject[], wishes: LabelWishes): Label[] {
  const labels = new Map<string, Label>();
  const keep = ({ name, parents, category, aliases }: LabelEntry, confidence: number): Label => {
    const known = labels.get(name);
    const label = {
      Name: name,
      Confidence: Math.max(known?.Confidence ?? 0, confidence),
      Instances: known?.Instances ?? [],
      Parents: parents.map((parent) => ({ Name: parent })),
      Aliases: aliases.map((alias) => ({ Name: alias })),
      Categories: [{ Name: category }],
    };
    labels.set(name, label);
    return label;
  };

  for (const { className, score, box } of objects) {
    const confidence = score * 100;
    const entry = labelEntry(labelNameOf(className));
    if (entry === undefined || confidence < wishes.minConfidence) continue;
    keep(entry, confidence).Instances.push({
      BoundingBox: boundingBox(box),
      Confidence: confidence,
    });
    for (const parent of entry.parents) {
      const ancestor = labelEntry(parent);
      if (ancestor !== undefined) keep(ancestor, confidence);
    }
  }
  return [...labels.values()]
    .filter((label) => isWanted(label, wishes))
    .toSorted((a, b) => b.Confidence - a.Confidence || a.Name.localeCompare(b.Name))
    .slice(0, wishes.maxLabels);
}

function matches({ Name, Categories }: Label, { labels, categories }: LabelFilter): boolean {
  return labels.includes(Name) || Categories.some((category) => categories.includes(category.Name));
}

function isWanted(label: Label, { include, exclude }: LabelWishes): boolean {
  const all = include.labels.length === 0 && include.categories.length === 0;
  return (all || matches(label, include)) && !matches(label, exclude);
}
