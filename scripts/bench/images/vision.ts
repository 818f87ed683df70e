import * as z from "zod";
import { startWorker } from "../http/worker.ts";

/** What is in a picture, as the catalogue keeps it. */
export const Finding = z.object({
  labels: z.array(z.unknown()),
  text: z.array(z.unknown()),
});
export type Finding = z.infer<typeof Finding>;

/** Pictures that are through: how long all of them took, and what is in each. */
export interface Looked {
  readonly milliseconds: number;
  readonly found: readonly Finding[];
}

const Answer = z.object({ milliseconds: z.number(), found: z.array(Finding) });

/** The vision engine alone in a process of its own. */
export function startVision() {
  const worker = startWorker(new URL("vision-process.ts", import.meta.url));
  return {
    async look(pictures: readonly Buffer[]): Promise<Looked> {
      const texts = pictures.map((picture) => picture.toString("base64"));
      return Answer.parse(await worker.ask({ pictures: texts }));
    },
    stop: () => worker.stop(),
  };
}
