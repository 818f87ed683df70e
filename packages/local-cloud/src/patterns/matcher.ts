import type { CidrBlock } from "./cidr.ts";
import type { Wildcard } from "./wildcard.ts";

/** A value that an event field can be compared with. */
export type Scalar = string | number | boolean | null;

/** A bound of a numeric range; `open` excludes the bound itself. */
export interface Bound {
  readonly value: number;
  readonly open: boolean;
}

/** One alternative that a field of a pattern allows. */
export type Matcher =
  | { readonly kind: "equals"; readonly value: Scalar }
  | { readonly kind: "prefix" | "suffix"; readonly text: string; readonly ignoreCase: boolean }
  | { readonly kind: "equalsIgnoreCase"; readonly text: string }
  | { readonly kind: "wildcard"; readonly pattern: Wildcard }
  | { readonly kind: "numeric"; readonly low?: Bound; readonly high?: Bound }
  | { readonly kind: "cidr"; readonly block: CidrBlock }
  | { readonly kind: "exists"; readonly present: boolean }
  | { readonly kind: "anythingBut"; readonly excluded: readonly Matcher[] };

/** Field paths (`detail.state`) and the alternatives of each; all of them have to match. */
export type PatternBranch = ReadonlyMap<string, readonly Matcher[]>;

/** A compiled pattern: it matches when one of its branches does; `$or` makes branches. */
export type Pattern = readonly PatternBranch[];
