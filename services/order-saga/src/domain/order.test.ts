import { describe, expect, test } from "vitest";
import { afterCompensation, afterStep, type Order } from "./order.ts";

const ORDER: Order = {
  ItemId: "ITEM001",
  CustomerId: "ABC/002",
  MessageId: "",
  FailAtStage: "MakePayment",
};

describe("afterStep", () => {
  test("says what was done when another step shall fail", () => {
    expect(afterStep(ORDER, "UpdateInventory", { done: "INVENTORY_UPDATED" })).toEqual({
      ...ORDER,
      Status: "INVENTORY_UPDATED",
    });
  });

  test("reports an error of what was done when this step shall fail", () => {
    expect(afterStep(ORDER, "MakePayment", { done: "PAYMENT_COMPLETED" })).toEqual({
      ...ORDER,
      Status: "ERROR",
      Reason: "FaultInjected",
    });
  });

  test("tells a refusal from an injected fault", () => {
    expect(afterStep(ORDER, "MakePayment", { refused: "PaymentWasReverted" })).toMatchObject({
      Status: "ERROR",
      Reason: "PaymentWasReverted",
    });
  });
});

describe("afterCompensation", () => {
  test("keeps the first reason", () => {
    const refused = { ...ORDER, Reason: "OutOfStock" };
    expect(afterCompensation(refused, "INVENTORY_REVERTED")).toEqual({
      ...refused,
      Status: "INVENTORY_REVERTED",
    });
  });

  test("has a reason for a step that broke", () => {
    const broke = { ...ORDER, Error: { Error: "States.Timeout" } };
    expect(afterCompensation(broke, "ORDER_REMOVED")).toMatchObject({ Reason: "StepBroke" });
  });
});
