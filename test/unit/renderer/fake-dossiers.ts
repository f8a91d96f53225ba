import type { Handlers } from '../../../src-shared/ipc/contract.ts';
import type { accountingContract } from '../../../src-shared/rights/accounting.ts';
import type { dossierContract } from '../../../src-shared/rights/dossier.ts';
import type { Deciding, ItemRow, reviewContract } from '../../../src-shared/rights/review.ts';

type Dossiers = Pick<
  Handlers,
  keyof typeof dossierContract | keyof typeof reviewContract | keyof typeof accountingContract
>;

const HASH = 'a'.repeat(64);

/** One collection of three items, of which one is held. */
export function dossierHandlers(): Dossiers {
  const items: ItemRow[] = [0, 1, 2].map((number) => ({
    ...{
      number,
      source: 'notes',
      title: 'Clinical notes',
      category: 'notes',
      day: '2026-02-0' + String(number + 1),
    },
    ...{ summary: `progress · Example note ${number + 1}`, decision: 'open', ground: null, redacted: [] },
    ...{ held: number === 2 ? 'other-person' : null, part2: false, companions: 0, decidedBy: null },
  }));
  const decide = (rows: readonly ItemRow[], deciding: Deciding): number => {
    for (const row of rows)
      Object.assign(row, {
        decision: deciding.decision,
        ground: 'ground' in deciding ? deciding.ground : null,
        redacted: 'fields' in deciding ? deciding.fields : [],
      });
    return rows.length;
  };
  const count = (decision: ItemRow['decision']): number =>
    items.filter((item) => item.decision === decision).length;
  return {
    'rights.dossier-map': () => ({
      ...{ origin: 'shipped', text: 'format: attestry/dossier-map', name: 'Sample clinic', revision: 1 },
      ...{ categories: [{ category: 'notes', titles: ['Clinical notes'] }], problems: [] },
    }),
    'rights.check-dossier-map': () => ({ problems: [] }),
    'rights.set-dossier-map': () => ({ problems: [] }),
    'rights.try-dossier-map': () => ({
      trials: [{ source: 'notes', title: 'Clinical notes', outcome: 'fits', problem: '', rows: null }],
      warnings: [],
    }),
    'rights.collect': () => ({ jobId: 'job-1' }),
    'rights.collection': ({ caseId }) => ({
      collection: {
        ...{ caseId, state: 'complete', startedAt: '2026-03-28T10:00:00Z', items: 3, amended: 0 },
        map: { name: 'Sample clinic', revision: 1, sha256: HASH },
        sources: [
          {
            ...{ source: 'notes', title: 'Clinical notes', category: 'notes', outcome: 'rows', items: 3 },
            ...{ asOf: '2026-03-28T10:00:00Z', excluded: [], problem: '' },
          },
        ],
        ...{ restrictions: { cases: [], clinic: 0 }, addresses: [], manifest: HASH },
      },
    }),
    'rights.add-companion': ({ items: numbers }) => ({ records: numbers.length, sha256: HASH }),
    'rights.review': () => ({
      ...{ items: 3, grounds: [], excluded: [], outcome: null, finished: null },
      decisions: {
        ...{ open: count('open'), release: count('release'), redact: count('redact') },
        withhold: count('withhold'),
      },
      sources: [
        {
          ...{ source: 'notes', title: 'Clinical notes', category: 'notes', items: 3, open: count('open') },
          ...{ held: 1, fields: [{ field: 'body', title: 'Text' }] },
        },
      ],
      choices: [
        {
          ...{ ground: 'R1', words: 'It is likely to endanger somebody.', basis: '45 CFR 164.524(a)(3)(i)' },
          ...{ licensed: true, reviewable: true },
        },
      ],
      missing: count('open') === 0 ? [] : [`${count('open')} items are not decided yet.`],
      may: { decide: true, finish: count('open') === 0 },
    }),
    'rights.review-items': ({ filter, offset, limit }) => {
      const rows = items.filter(
        ({ decision, held }) =>
          (filter.decision === null || decision === filter.decision) &&
          (filter.held === null || (held !== null) === filter.held),
      );
      return { total: rows.length, rows: rows.slice(offset, offset + limit) };
    },
    'rights.review-item': ({ number }) => ({
      row: items[number]!,
      fields: [{ field: 'body', title: 'Text', value: 'Example note', redacted: false, content: null }],
      companions: [],
    }),
    'rights.review-decide': ({ chosen, deciding }) => ({
      items: decide(
        chosen.by === 'number' ? items.filter(({ number }) => chosen.numbers.includes(number)) : items,
        deciding,
      ),
    }),
    'rights.review-confirm': () => ({ signOff: 'sign-off-1', items: 1 }),
    'rights.review-finish': () => ({ outcome: 'partial', signOff: 'sign-off-2' }),
    'rights.accounting': ({ caseId }) => ({
      accounting: {
        ...{ caseId, from: '2020-03-28', until: '2026-03-28', asOf: '2026-03-28', research: [] },
        rows: [
          {
            ...{
              disclosedOn: '2025-01-02',
              recipient: 'Sample County Public Health',
              address: '1 Weir Street',
            },
            ...{ description: 'Notifiable disease report', purpose: 'public health', basis: 'public-health' },
            ...{ byBusinessAssociate: false, repeats: null },
          },
        ],
      },
      basis: { considered: 1, excluded: [], suspended: null, incomplete: [], sha256: HASH },
    }),
    'rights.fix-accounting': () => ({ sha256: HASH }),
    'rights.disclosures': () => ({ rows: [], suspensions: [] }),
    'rights.add-disclosure': () => ({ disclosureId: 'disclosure-1' }),
    'rights.add-suspension': () => ({ suspensionId: 'suspension-1' }),
    'rights.reissues': () => ({ cases: [] }),
  };
}
