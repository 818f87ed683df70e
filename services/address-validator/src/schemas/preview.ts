import * as z from "zod/mini";
import { GEOCODE_STATUSES } from "../domain/added-columns.ts";

const Count = z.int().check(z.gte(0));
const Status = z.enum(GEOCODE_STATUSES);

const Shown = {
  /** Rows that have a position: every `every`th of `total`, from the first. */
  points: z.strictObject({
    total: Count,
    every: Count,
    shown: z.array(
      z.strictObject({
        /** As a spreadsheet counts: the header is row 1. */
        row: Count,
        longitude: z.number(),
        latitude: z.number(),
        status: Status,
        asked: z.string(),
        found: z.string(),
      }),
    ),
  }),
  firstRows: z.strictObject({
    columns: z.array(z.string()),
    /** Behind the last of `columns`. */
    moreColumns: Count,
    rows: z.array(z.strictObject({ row: Count, status: Status, cells: z.array(z.string()) })),
  }),
};

/** The object `PREVIEW_<name>.json` beside a result. */
export const PreviewFile = z.strictObject({ name: z.string(), run: z.string(), ...Shown });
export type PreviewFile = z.infer<typeof PreviewFile>;

/** Answer of `GET /jobs/{id}/points`: at most 5,000 points, and the first rows of the result. */
export const PointsView = z.strictObject({ id: z.string(), run: z.string(), ...Shown });
export type PointsView = z.infer<typeof PointsView>;
