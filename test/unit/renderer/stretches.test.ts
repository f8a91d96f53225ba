import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visible } from '../../../src-renderer/keys/stretches.ts';

test('stretches of a life of any lengths can be seen, do not overlap and stay in the picture', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 2, maxLength: 4 }),
      (at) => {
        const marks = at.toSorted((a, b) => a - b);
        const shown = visible(
          marks
            .slice(1)
            .map((to, index) => ({ kind: 'active', from: marks[index]!, width: to - marks[index]! })),
        );
        let end = -1e-9;
        for (const { from, width } of shown) {
          expect(width).toBeGreaterThanOrEqual(1.2 - 1e-9);
          expect(from).toBeGreaterThanOrEqual(end - 1e-9);
          end = from + width;
        }
        expect(end).toBeLessThanOrEqual(100 + 1e-9);
      },
    ),
  );
});
