/** A rectangle as ratios of the image's width and height; the origin is the top left corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A scored candidate for {@link suppressOverlaps}. */
export interface Scored {
  readonly box: Box;
  /** 0 to 1. */
  readonly score: number;
}

function overlapLength(a: { from: number; size: number }, b: { from: number; size: number }) {
  return Math.max(Math.min(a.from + a.size, b.from + b.size) - Math.max(a.from, b.from), 0);
}

/** The area that two boxes share, as a ratio of the image's area. */
export function sharedArea(a: Box, b: Box): number {
  const width = overlapLength({ from: a.left, size: a.width }, { from: b.left, size: b.width });
  const height = overlapLength({ from: a.top, size: a.height }, { from: b.top, size: b.height });
  return width * height;
}

/** Intersection over union of two boxes, 0 to 1. */
export function overlap(a: Box, b: Box): number {
  const shared = sharedArea(a, b);
  const union = a.width * a.height + b.width * b.height - shared;
  return union <= 0 ? 0 : shared / union;
}

/** The smallest box around all of them; the whole image when there are none. */
export function boxAround(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { left: 0, top: 0, width: 1, height: 1 };
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.left + box.width));
  const bottom = Math.max(...boxes.map((box) => box.top + box.height));
  return { left, top, width: right - left, height: bottom - top };
}

function clip(ratio: number): number {
  return Math.min(Math.max(ratio, 0), 1);
}

/** Cuts a box to the part of it that lies in the image. */
export function clipToImage({ left, top, width, height }: Box): Box {
  const clipped = { left: clip(left), top: clip(top) };
  return {
    ...clipped,
    width: clip(left + width) - clipped.left,
    height: clip(top + height) - clipped.top,
  };
}

/**
 * Non-maximum suppression: of candidates that overlap by more than `limit` only the best stays,
 * whatever their class, because a detector in doubt names one thing twice.
 *
 * @returns The survivors, best first.
 */
export function suppressOverlaps<T extends Scored>(candidates: readonly T[], limit: number): T[] {
  const kept: T[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.score - a.score)) {
    if (kept.every(({ box }) => overlap(box, candidate.box) <= limit)) kept.push(candidate);
  }
  return kept;
}
