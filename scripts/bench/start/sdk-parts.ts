import type { Bundle } from "../bundle.ts";

const CLIENT_FILE =
  /node_modules\/(@aws-sdk\/client-[\w-]+)\/dist-es\/(?:commands\/)?(\w+(?:Client|Command))\.js$/u;

/** Clients and commands of the SDK in a bundle, by package, sorted. */
export type SdkParts = Readonly<Record<string, readonly string[]>>;

/** Finds what of the SDK's clients has come into a bundle. */
export function sdkPartsOf({ metafile }: Pick<Bundle, "metafile">): SdkParts {
  const parts = new Map<string, Set<string>>();
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  for (const [path, { bytesInOutput }] of inputs) {
    const [, name, part] = CLIENT_FILE.exec(path) ?? [];
    if (name === undefined || part === undefined || bytesInOutput === 0) continue;
    parts.set(name, (parts.get(name) ?? new Set()).add(part));
  }
  return Object.fromEntries(
    [...parts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, set]) => [name, [...set].sort()]),
  );
}

/** Source of the least handler with these parts: the clients, and a call of the command that is asked for. */
export function plainHandler(parts: SdkParts): string {
  const lines: string[] = [];
  const calls: string[] = [];
  for (const [at, [name, exported]] of Object.entries(parts).entries()) {
    const client = exported.find((one) => one.endsWith("Client"));
    if (client === undefined) throw new Error(`${name}: commands without a client`);
    lines.push(`import { ${exported.join(", ")} } from "${name}";`);
    lines.push(`const client${at} = new ${client}({});`);
    for (const command of exported.filter((one) => one.endsWith("Command"))) {
      calls.push(`${command}: (input: any) => client${at}.send(new ${command}(input)),`);
    }
  }
  return `${lines.join("\n")}
const calls: any = { ${calls.join("\n")} };
export const handler = async ({ command, input }: any) => calls[command](input);
`;
}
