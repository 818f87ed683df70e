import { compareSequencers } from "@blueprints/lambda-kit/s3-event";
import fc from "fast-check";
import { expect, test } from "vitest";
import { orderOf } from "./order.ts";

test("orders sequencers as text as S3 orders them", () => {
  const sequencer = fc.stringMatching(/^[0-9A-Fa-f]{1,24}$/u);
  fc.assert(
    fc.property(sequencer, sequencer, (a, b) => {
      const [left, right] = [orderOf(a), orderOf(b)];
      const order = left === right ? 0 : left < right ? -1 : 1;
      expect(order).toBe(Math.sign(compareSequencers(a, b)));
    }),
  );
});
