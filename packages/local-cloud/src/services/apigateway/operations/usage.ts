import { present } from "../../../present.ts";
import { badRequest } from "../errors.ts";
import { grantExtra } from "../http/usage-counter.ts";
import type { RestOperation } from "../state.ts";
import { keyOf } from "./api-keys.ts";
import { planOf } from "./usage-plans.ts";

const DAY_MS = 24 * 3_600_000;
const MAX_DAYS = 90; // API reference, GetUsage

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetUsage.html */
export const getUsage: RestOperation<"GetUsage"> = (input, ctx) => {
  const { id } = planOf(ctx, input.usagePlanId);
  const { startDate = "", endDate = "", keyId } = input;
  const days = daysBetween(startDate, endDate);
  const keys = ctx.state.planKeys
    .entries({ prefix: `${id}/` })
    .map(([key]) => key.slice(id.length + 1))
    .filter((key) => keyId === undefined || key === keyId);
  const items = keys.map((key) => [
    key,
    days.map((day) => {
      const { used = 0, remaining = 0 } = ctx.state.usage.get(`${id}/${key}/${day}`) ?? {};
      return [used, remaining];
    }),
  ]);
  return present({ usagePlanId: id, startDate, endDate, items: Object.fromEntries(items) });
};

/** Gives a key more of its quota. @see https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateUsage.html */
export const updateUsage: RestOperation<"UpdateUsage"> = (input, ctx) => {
  const plan = planOf(ctx, input.usagePlanId);
  const { id: keyId } = keyOf(ctx, input.keyId);
  for (const { op, path, value } of input.patchOperations ?? []) {
    if (op !== "replace" || path !== "/remaining" || !/^\d+$/.test(value ?? "")) {
      throw badRequest("Only the path /remaining can be replaced, by a number");
    }
    grantExtra(ctx.state, { plan, keyId, now: ctx.cloud.clock.now() }, Number(value));
  }
  const today = new Date(ctx.cloud.clock.now()).toISOString().slice(0, 10);
  return { usagePlanId: plan.id, startDate: today, endDate: today, items: {} };
};

function daysBetween(startDate: string, endDate: string): string[] {
  const start = dayOf(startDate);
  const end = dayOf(endDate);
  const count = (end - start) / DAY_MS + 1;
  if (count < 1 || count > MAX_DAYS) {
    throw badRequest("Invalid date range: at most 90 days, the end not before the start");
  }
  return Array.from({ length: count }, (_, day) =>
    new Date(start + day * DAY_MS).toISOString().slice(0, 10),
  );
}

function dayOf(text: string): number {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time)) throw badRequest(`Invalid date ${text}: has to be YYYY-MM-DD`);
  return time;
}
