import { AwsError } from "../../../errors.ts";
import { asStateMachineArn } from "../arns.ts";
import type { MachineRecord, MachineStore } from "../machine-store.ts";
import type { StatesOperation } from "../state.ts";
import { mergeTags } from "../tags.ts";

function resourceOf(machines: MachineStore, arn: string | undefined): MachineRecord {
  const machine = machines.find(asStateMachineArn(arn));
  if (machine !== undefined) return machine;
  throw new AwsError("ResourceNotFound", `Resource not found: '${arn ?? ""}'`);
}

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html */
export const tagResource: StatesOperation<"TagResource"> = (input, ctx) => {
  const { machines } = ctx.state;
  const machine = resourceOf(machines, input.resourceArn);
  machines.put({ ...machine, tags: mergeTags(machine.tags, input.tags) });
  return {};
};

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_UntagResource.html */
export const untagResource: StatesOperation<"UntagResource"> = (input, ctx) => {
  const { machines } = ctx.state;
  const machine = resourceOf(machines, input.resourceArn);
  const removed = new Set(input.tagKeys);
  const tags = Object.entries(machine.tags).filter(([key]) => !removed.has(key));
  machines.put({ ...machine, tags: Object.fromEntries(tags) });
  return {};
};

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListTagsForResource.html */
export const listTagsForResource: StatesOperation<"ListTagsForResource"> = (input, ctx) => {
  const { tags } = resourceOf(ctx.state.machines, input.resourceArn);
  return { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) };
};
