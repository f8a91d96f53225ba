import { expect, it } from 'vitest';
import { EXCLUSIONS } from '../../../src-shared/rights/dossier-map.ts';
import type { Step } from '../../../src-shared/rights/steps.ts';
import { ITEM_TYPES } from '../../../src-shared/rights/words.ts';
import { requiredElements } from '../../../src-main/rights/letters.ts';
import type { SourceRecord } from '../../../src-main/rights/ports.ts';
import { takeStep } from '../../../src-main/rights/request.ts';
import { tallyOf } from '../../../src-main/rights/review/tally.ts';
import { openedCase } from '../../fixtures/rights.ts';

const released = [{ source: 'notes', decision: 'release', ground: null, held: false, items: 3 }] as const;
const source: Omit<SourceRecord, 'excluded'> = {
  ...{ source: 'notes', title: 'Notes', category: 'notes', resource: null, fields: [], outcome: 'rows' },
  ...{ items: 3, asOf: null, problem: '', sha256: null },
};

it.each(ITEM_TYPES.flatMap((type) => EXCLUSIONS.map((code) => [type, code] as const)))(
  '%s: what is left out as %s is refused on a ground of the right’s own, so that it can be decided',
  (type, code) => {
    const sources = [{ ...source, excluded: [{ code, items: 1 }] }];
    const { outcome, codes } = tallyOf(type, released, sources, { finished: null, confirmed: {} }, new Map());
    expect([outcome, codes.length]).toEqual(['partial', 1]);
    const at = {
      ...openedCase({ type }),
      ...({ state: 'review', verifiedOn: '2026-03-02', licensedFor: codes } as const),
      evidence: [
        {
          ...({ method: 'in_person', outcome: 'passed', tries: 1, evidence: 'e1', by: 'x' } as const),
          ...{ checkedOn: '2026-03-02', onFileSince: null },
        },
      ],
    };
    const step: Step = { step: 'decide', outcome: 'partial', grounds: [...codes], signOff: null };
    expect(takeStep(at, step, { on: '2026-03-10', by: 'CN=Second', contact: true })).toMatchObject({
      ok: true,
    });
  },
);

it('a letter about a part of portable data says that the rest is given; a refusal of all of it does not', () => {
  const decided = (outcome: 'partial' | 'denied') => ({
    ...openedCase({ type: 'gdpr-portability' }),
    decision: { outcome, grounds: ['G20-1'], by: 'x', on: '2026-03-10', signOff: null },
  });
  expect(requiredElements('gdpr-refusal', decided('partial'))).toContain('rest-given');
  expect(requiredElements('gdpr-refusal', decided('denied'))).not.toContain('rest-given');
});
