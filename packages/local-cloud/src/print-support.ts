import { supportMatrix } from "./support-matrix.ts";

process.stdout.write(await supportMatrix());
