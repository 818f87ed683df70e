import { createHash } from "node:crypto";
import type { Cloud } from "../cloud.ts";
import type { In, OperationName, Out } from "../service.ts";
import type { ServiceId, ServiceModules } from "../service-table.ts";
import type { JsonObject } from "./json.ts";
import type { Tag } from "./records.ts";

/** What the making of one resource works with. */
export interface Job {
  readonly cloud: Cloud;
  readonly logicalId: string;
  readonly stack: { readonly id: string; readonly name: string };
  /** The stack's own tags. */
  readonly stackTags: readonly Tag[];
  /** An interrupted attempt is taken up again: the resource may be there already. */
  readonly resumed: boolean;
  /** The physical id that the interrupted attempt got as far as {@link Job.started}. */
  readonly resumedId: string | undefined;
  readonly signal: AbortSignal;
  /** Calls an operation as the one who deploys the stack, or as the stack's role. */
  call<S extends ServiceId, O extends OperationName<ServiceModules[S]>>(
    service: S,
    operation: O,
    input: In<ServiceModules[S], O>,
  ): Promise<Out<ServiceModules[S], O>>;
  /** The name CloudFormation gives what the template does not name; the same on every attempt. */
  physicalName(rules: NameRules): string;
  /** Records durably that the resource is there, when further steps follow. */
  started(physicalId: string): void;
}

/** A {@link Job} on a resource that is there. */
export interface UpdateJob<P> extends Job {
  readonly physicalId: string;
  readonly previous: P;
  /** The stack's tags that the resource has so far. */
  readonly previousStackTags: readonly Tag[];
  /** What the resource answered so far; attributes that do not change are kept from here. */
  readonly made: { readonly ref: string; readonly attributes: JsonObject };
}

/** A {@link Job} that ends a resource. A resource that is gone already is no error. */
export interface RemoveJob<P> extends Job {
  readonly physicalId: string;
  readonly properties: P;
}

/** What a service allows in a name. */
export interface NameRules {
  /** Longest name in characters. */
  readonly max: number;
  readonly lowerCase?: true;
  /** Appended, within `max`. */
  readonly suffix?: string;
}

const ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz";
const RANDOM_LENGTH = 12;

/** Makes `stack-LogicalId-RANDOM` within the rules; equal nonces give equal names. */
export function physicalName(
  parts: { stackName: string; logicalId: string; nonce: string },
  { max, lowerCase, suffix = "" }: NameRules,
): string {
  const room = max - RANDOM_LENGTH - suffix.length - 2;
  const longest = Math.floor(room / 2);
  const logicalId = parts.logicalId.slice(0, Math.max(longest, room - parts.stackName.length));
  const stackName = parts.stackName.slice(0, Math.max(longest, room - logicalId.length));
  const name = `${stackName}-${logicalId}-${randomPart(parts.nonce)}`;
  return (lowerCase === true ? name.toLowerCase() : name) + suffix;
}

function randomPart(nonce: string): string {
  const bytes = createHash("sha256").update(nonce).digest().subarray(0, RANDOM_LENGTH);
  return [...bytes].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
}
