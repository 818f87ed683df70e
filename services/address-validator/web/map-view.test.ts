import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fit, moved, project, toScreen, within, zoomed } from "./map-view.js";

const SIZE = { width: 700, height: 420 };
const place = fc
  .tuple(
    fc.double({ min: -180, max: 180, noNaN: true }),
    fc.double({ min: -90, max: 90, noNaN: true }),
  )
  .map(([longitude, latitude]) => project(longitude, latitude));

describe("project", () => {
  test("puts north up and east to the right", () => {
    expect(project(0, 0)).toEqual({ x: 500, y: 500 });
    expect(project(-180, 0).x).toBe(0);
    const [hartford, miami] = [project(-72.68, 41.76), project(-80.19, 25.77)];
    expect(hartford.y).toBeLessThan(miami.y);
    expect(hartford.x).toBeGreaterThan(miami.x);
  });
});

describe("fit", () => {
  test("shows every place, wherever they are", () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 20 }), (places) => {
        const view = fit(places, SIZE);
        const spanY = Math.max(...places.map(({ y }) => y)) - Math.min(...places.map(({ y }) => y));
        fc.pre(spanY * view.scale <= SIZE.height); // the whole world is higher than the map is
        for (const one of places) {
          const { x, y } = toScreen(one, view, SIZE);
          expect(x).toBeGreaterThanOrEqual(-0.01);
          expect(x).toBeLessThanOrEqual(SIZE.width + 0.01);
          expect(y).toBeGreaterThanOrEqual(-0.01);
          expect(y).toBeLessThanOrEqual(SIZE.height + 0.01);
        }
      }),
    );
  });

  test("shows one place with the land around it, and no place as the whole world", () => {
    const hartford = project(-72.68, 41.76);
    const view = fit([hartford], SIZE);
    expect(toScreen(hartford, view, SIZE)).toEqual({ x: 350, y: 210 });
    expect(SIZE.width / view.scale).toBeGreaterThan(4);
    expect(fit([], SIZE).scale).toBeCloseTo(0.7);
  });
});

describe("a view", () => {
  test("keeps what is under the pointer while it zooms", () => {
    const at = { x: 100, y: 300 };
    const view = fit([project(-72.68, 41.76)], SIZE);
    const after = zoomed(view, { factor: 2, at }, SIZE);
    const world = { x: view.x + (at.x - 350) / view.scale, y: view.y + (at.y - 210) / view.scale };
    const { x, y } = toScreen(world, after, SIZE);
    expect(x).toBeCloseTo(100);
    expect(y).toBeCloseTo(300);
  });

  test("moves by pixels", () => {
    const view = { x: 300, y: 400, scale: 50 };
    expect(moved(view, { x: 100, y: -50 }, SIZE)).toEqual({ x: 302, y: 399, scale: 50 });
  });

  test("stays in the world, whatever is wanted", () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(number, number, number, (x, y, scale) => {
        const view = within({ x, y, scale }, SIZE);
        const left = view.x - SIZE.width / view.scale / 2;
        expect(left).toBeGreaterThanOrEqual(-1e-6);
        expect(left + SIZE.width / view.scale).toBeLessThanOrEqual(1000 + 1e-6);
        expect(view.scale).toBeLessThanOrEqual(20_000);
        expect(within(view, SIZE)).toEqual(view);
      }),
    );
  });
});
