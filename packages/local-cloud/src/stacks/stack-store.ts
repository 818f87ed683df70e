import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import type {
  ChangeSetRecord,
  EventRecord,
  OutputRecord,
  ResourceRecord,
  StackRecord,
} from "./records.ts";

/** An export and the stack that it belongs to. */
export interface ExportEntry {
  readonly stack: StackRecord;
  readonly output: OutputRecord;
  readonly name: string;
}

/** What an event says beyond its time and id. */
export type NewEvent = Omit<EventRecord, "eventId" | "at">;

/** The durable records of all stacks. */
export interface StackStore {
  /** Finds a live stack by name, and any stack by its id. */
  find(nameOrId: string): StackRecord | undefined;
  stacks(): StackRecord[];
  putStack(stack: StackRecord): void;
  dropStack(stack: StackRecord): void;
  resource(stackId: string, logicalId: string): ResourceRecord | undefined;
  resources(stackId: string): ResourceRecord[];
  putResource(stackId: string, resource: ResourceRecord): void;
  dropResource(stackId: string, logicalId: string): void;
  addEvent(stackId: string, event: NewEvent): void;
  /** Newest first; events of the same millisecond in the reverse order of their making. */
  events(stackId: string): EventRecord[];
  changeSet(stackId: string, nameOrId: string): ChangeSetRecord | undefined;
  changeSets(stackId: string): ChangeSetRecord[];
  putChangeSet(changeSet: ChangeSetRecord): void;
  dropChangeSet(changeSet: ChangeSetRecord): void;
  exports(): ExportEntry[];
  /** The live stacks that import an export of this name. */
  importers(exportName: string): StackRecord[];
  transaction<T>(work: () => T): T;
}

/** Opens the tables of the stacks. */
export function openStackStore(store: Store, clock: Clock): StackStore {
  const stacks = store.collection<StackRecord>("cloudformation.stacks");
  const live = store.collection<{ id: string }>("cloudformation.live");
  const resources = store.collection<ResourceRecord>("cloudformation.resources");
  const events = store.collection<EventRecord>("cloudformation.events");
  const changeSets = store.collection<ChangeSetRecord>("cloudformation.changesets");
  let sequence = events.count();

  const all = (): StackRecord[] => stacks.entries().map(([, stack]) => stack);
  const alive = (): StackRecord[] => all().filter((stack) => stack.deletedAt === undefined);

  return {
    find(nameOrId) {
      const id = nameOrId.startsWith("arn:") ? nameOrId : live.get(nameOrId)?.id;
      return id === undefined ? undefined : stacks.get(id);
    },
    stacks: all,
    putStack(stack) {
      store.transaction(() => {
        stacks.put(stack.id, stack);
        if (stack.deletedAt === undefined) live.put(stack.name, { id: stack.id });
        else if (live.get(stack.name)?.id === stack.id) live.delete(stack.name);
      });
    },
    dropStack(stack) {
      store.transaction(() => {
        stacks.delete(stack.id);
        if (live.get(stack.name)?.id === stack.id) live.delete(stack.name);
      });
    },
    resource: (stackId, logicalId) => resources.get(`${stackId}|${logicalId}`),
    resources: (stackId) => resources.entries(of(stackId)).map(([, record]) => record),
    putResource: (stackId, record) => resources.put(`${stackId}|${record.logicalId}`, record),
    dropResource: (stackId, logicalId) => {
      resources.delete(`${stackId}|${logicalId}`);
    },
    addEvent(stackId, event) {
      sequence += 1;
      const key = `${stackId}|${String(sequence).padStart(12, "0")}`;
      const prefix =
        event.type === "AWS::CloudFormation::Stack" ? "" : `${event.logicalId}-${event.status}-`;
      events.put(key, { ...event, eventId: prefix + randomUUID(), at: clock.now() });
    },
    events: (stackId) =>
      events
        .entries(of(stackId))
        .map(([, event]) => event)
        .reverse(),
    changeSet: (stackId, nameOrId) =>
      changeSets
        .entries(of(stackId))
        .map(([, record]) => record)
        .find(({ id, name }) => id === nameOrId || name === nameOrId),
    changeSets: (stackId) => changeSets.entries(of(stackId)).map(([, record]) => record),
    putChangeSet: (record) => changeSets.put(`${record.stackId}|${record.name}`, record),
    dropChangeSet: (record) => {
      changeSets.delete(`${record.stackId}|${record.name}`);
    },
    exports: () =>
      alive().flatMap((stack) =>
        stack.outputs.flatMap((output) =>
          output.exportName === undefined ? [] : [{ stack, output, name: output.exportName }],
        ),
      ),
    importers: (exportName) => alive().filter(({ imports }) => imports.includes(exportName)),
    transaction: (work) => store.transaction(work),
  };
}

function of(stackId: string): { prefix: string } {
  return { prefix: `${stackId}|` };
}
