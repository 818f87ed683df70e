import type { LoggingConfiguration, TracingConfiguration } from "@aws-sdk/client-sfn";
import type { Store } from "../../store/store.ts";
import type { WorkflowType } from "./asl/parse-definition.ts";
import { stateMachineDoesNotExist } from "./errors.ts";

/** A state machine as it is stored. */
export interface MachineRecord {
  readonly arn: string;
  readonly name: string;
  readonly type: WorkflowType;
  /** The definition as it was sent: JSON text. */
  readonly definition: string;
  readonly roleArn: string;
  /** Milliseconds since the epoch, as `updatedAtMs`. */
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Absent until the first update, as on AWS. */
  readonly revisionId?: string;
  readonly logging: LoggingConfiguration;
  readonly tracing: TracingConfiguration;
  readonly tags: Readonly<Record<string, string>>;
}

/** The state machines of the cloud, by ARN. */
export interface MachineStore {
  find(arn: string): MachineRecord | undefined;
  /** @throws {AwsError} `StateMachineDoesNotExist`. */
  get(arn: string): MachineRecord;
  put(machine: MachineRecord): void;
  delete(arn: string): void;
  /** In the order of their ARNs. */
  list(range: { offset: number; limit: number }): readonly MachineRecord[];
}

/** Opens the table of state machines. */
export function openMachines(store: Store): MachineStore {
  const machines = store.collection<MachineRecord>("states.machines");
  return {
    find: (arn) => machines.get(arn),
    get(arn) {
      const machine = machines.get(arn);
      if (machine === undefined) throw stateMachineDoesNotExist(arn);
      return machine;
    },
    put: (machine) => machines.put(machine.arn, machine),
    delete: (arn) => void machines.delete(arn),
    list: ({ offset, limit }) =>
      machines
        .entries()
        .slice(offset, offset + limit)
        .map(([, machine]) => machine),
  };
}
