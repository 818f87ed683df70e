import { generateDecoders } from "./generate-decoders.ts";

await generateDecoders();
