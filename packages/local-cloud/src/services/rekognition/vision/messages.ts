import * as z from "zod";
import { COCO_CLASSES } from "./coco-classes.ts";

const BoxMessage = z.object({
  left: z.number(),
  top: z.number(),
  width: z.number(),
  height: z.number(),
});

/** What the detector saw. */
export const Objects = z.array(
  z.object({ className: z.enum(COCO_CLASSES), score: z.number(), box: BoxMessage }),
);

/** What the text reader read. */
export const Lines = z.array(
  z.object({
    words: z.array(z.object({ text: z.string(), confidence: z.number(), box: BoxMessage })),
  }),
);

/** A look at one image: what to look for, and the file's bytes. */
export const VisionRequest = z.object({
  id: z.number(),
  task: z.enum(["objects", "text"]),
  image: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});
export type VisionRequest = z.infer<typeof VisionRequest>;

const Fault = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("format") }),
  z.object({ kind: z.literal("tooSmall") }),
  z.object({ kind: z.literal("tooLarge"), width: z.number(), height: z.number() }),
]);

/** The answer to the request with the same id: a finding, an unusable image, or a defect. */
export const VisionReply = z.union([
  z.object({ id: z.number(), result: z.unknown() }).refine((reply) => reply.result !== undefined),
  z.object({ id: z.number(), fault: Fault }),
  z.object({ id: z.number(), defect: z.string() }),
]);
export type VisionReply = z.infer<typeof VisionReply>;
