import * as z from "zod/mini";

/** Path of the scripts and styles of the player page. */
export const PageFilePath = z.object({ name: z.string().check(z.regex(/^[a-z-]+\.[a-z]+$/u)) });
