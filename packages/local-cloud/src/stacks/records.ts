import type { Principal } from "../access/principal.ts";
import type { Json, JsonObject } from "./json.ts";
import type { DeletionPolicy } from "./template/template.ts";

/** A tag of a stack or a resource. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Everything that decides what a stack's resources are. */
export interface Target {
  readonly templateText: string;
  /** Parameter texts as given or by default. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What the parameters of an SSM type stand for, as of the start of the operation. */
  readonly ssmValues: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
  readonly capabilities: readonly string[];
  readonly notificationArns: readonly string[];
  readonly roleArn?: string;
}

/** What happens when an operation fails. */
export type OnFailure = "ROLLBACK" | "DELETE" | "DO_NOTHING";

/** Where an operation stands; each phase can be taken up again from the records alone. */
export type Phase = "forward" | "cleanUp" | "rollBack" | "cleanUpRollback" | "delete";

/** An operation under way. */
export interface OperationRecord {
  readonly id: string;
  readonly kind: "CREATE" | "UPDATE" | "DELETE";
  readonly phase: Phase;
  readonly target: Target;
  readonly principal: Principal;
  readonly onFailure: OnFailure;
  readonly clientRequestToken?: string;
  /** Logical ids that a delete leaves alone, or that a continued rollback gives up on. */
  readonly leaveOut: readonly string[];
}

/** One output of a stack, evaluated. */
export interface OutputRecord {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** A stack, also after its deletion. Times are milliseconds since the Unix epoch. */
export interface StackRecord {
  /** The stack's ARN. */
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly updatedAt?: number;
  readonly deletedAt?: number;
  readonly status: string;
  readonly reason?: string;
  readonly description?: string;
  /** What the resources were last made from; what an update rolls back to. */
  readonly current: Target;
  readonly operation?: OperationRecord;
  readonly outputs: readonly OutputRecord[];
  /** The export names that the resources and outputs take from other stacks. */
  readonly imports: readonly string[];
  readonly onFailure: OnFailure;
  readonly terminationProtection: boolean;
  readonly timeoutInMinutes?: number;
  readonly policyBody?: string;
  readonly changeSetId?: string;
  readonly rollbackTriggers?: Json;
}

/** A resource as it exists: one physical resource and what it was made from. */
export interface Incarnation {
  readonly physicalId: string;
  readonly ref: string;
  readonly attributes: JsonObject;
  /** Evaluated, with dynamic references as written. */
  readonly properties: JsonObject;
  readonly stackTags: readonly Tag[];
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: DeletionPolicy;
  readonly updateReplacePolicy: DeletionPolicy;
}

/** What is being tried with a resource, or has failed. */
export interface Attempt {
  readonly kind: "create" | "update";
  readonly properties: JsonObject;
  readonly stackTags: readonly Tag[];
  /** Makes the generated physical name the same when the attempt is taken up again. */
  readonly nonce: string;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: DeletionPolicy;
  readonly updateReplacePolicy: DeletionPolicy;
  /** Known as soon as the resource exists, before it is complete. */
  readonly physicalId?: string;
}

/** One logical resource of a stack. */
export interface ResourceRecord {
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly updatedAt: number;
  readonly metadata?: Json;
  /** Added by the operation under way: a rollback deletes it. */
  readonly isNew?: true;
  readonly current?: Incarnation;
  /** The resource before the update under way, when that has touched it. */
  readonly before?: Incarnation;
  readonly attempt?: Attempt;
  /** The replacement that a rollback has given up; deleted in its clean-up. */
  readonly discarded?: Incarnation;
}

/** One stack event. */
export interface EventRecord {
  readonly eventId: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly properties?: string;
  readonly token?: string;
  readonly at: number;
}

/** A change of one resource, as a change set shows it. */
export interface ChangeRecord {
  readonly action: "Add" | "Modify" | "Remove";
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly replacement?: "True" | "False";
  readonly changedProperties: readonly string[];
}

/** A change set. */
export interface ChangeSetRecord {
  readonly id: string;
  readonly name: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly type: "CREATE" | "UPDATE";
  readonly createdAt: number;
  readonly status: "CREATE_COMPLETE" | "FAILED";
  readonly statusReason?: string;
  readonly executionStatus: string;
  readonly description?: string;
  readonly target: Target;
  readonly onFailure: OnFailure;
  readonly changes: readonly ChangeRecord[];
  readonly rollbackTriggers?: Json;
}
