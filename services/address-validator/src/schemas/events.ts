import { defineEvent } from "@blueprints/lambda-kit/events";
import * as z from "zod/mini";

const Count = z.int().check(z.gte(0));

/** A file's result is there. */
export const AddressesValidated = defineEvent({
  source: "custom.addressValidator",
  detailType: "addressesValidated",
  version: 1,
  detail: z.strictObject({
    name: z.string(),
    run: z.string(),
    bucket: z.string(),
    key: z.string(),
    versionId: z.optional(z.string()),
    status: z.enum(["COMPLETED", "INCOMPLETE"]),
    /** Keys in the destination bucket. */
    result: z.string(),
    report: z.string(),
    rows: Count,
    counts: z.strictObject({
      ok: Count,
      noMatch: Count,
      empty: Count,
      invalid: Count,
      error: Count,
    }),
  }),
});
