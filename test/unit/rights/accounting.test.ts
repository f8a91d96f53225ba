import { describe, expect, it } from 'vitest';
import type { Disclosure, Suspension } from '../../../src-shared/rights/accounting.ts';
import { accountFor, type Considered } from '../../../src-main/rights/accounting/account.ts';
import { basisOf, exclusionOf } from '../../../src-main/rights/accounting/bases.ts';

const disclosure = (given: Partial<Disclosure> = {}): Considered => ({
  ...{
    disclosedOn: '2025-01-01',
    lastOn: null,
    recipient: 'Sample County',
    address: '',
    description: 'Report',
  },
  ...{ purpose: 'public health', basis: 'public-health', byBusinessAssociate: false, research: null },
  ...{ markedOut: false, undated: false },
  ...given,
});
const period = { from: '2020-03-02', until: '2026-03-02', today: '2026-03-02' };

describe('the basis of a disclosure', () => {
  it.each([
    ['164.512(b)', 'public-health', null],
    ['45 CFR § 164.512(f)(1)(ii)', 'law-enforcement', null],
    ['164.512(k)(2)', 'national-security', 'national-security'],
    ['164.512(k)(5)', 'custody', 'custody'],
    ['164.512(k)(1)', 'specialized-government', null],
    ['164.506(c)', 'treatment-payment-operations', 'treatment-payment-operations'],
    ['164.502(a)(1)(i)', 'to-the-individual', 'to-the-individual'],
    // Treatment, payment and operations under another number: nobody here knows it, so it counts.
    ['164.502(a)(1)(ii)', 'other', null],
    ['164.502(a)(1)(iii)', 'incident', 'incident'],
    ['164.502(a)(2)(ii)', 'hhs', null],
    ['164.508', 'authorization', 'authorization'],
    ['164.514(e)', 'limited-data-set', 'limited-data-set'],
    ['whatever', 'other', null],
  ])('%s is %s', (section, basis, excluded) => {
    expect(basisOf(section)).toBe(basis);
    expect(exclusionOf(basisOf(section))).toBe(excluded);
  });
});

describe('an accounting', () => {
  it('looks no further back than the period, and not before the rule held', () => {
    const { accounting, basis } = accountFor(
      [
        disclosure({ disclosedOn: '2020-03-01' }),
        disclosure({ disclosedOn: '2020-03-02' }),
        disclosure({ disclosedOn: '2020-02-01', lastOn: '2020-04-01', recipient: 'Another' }),
        disclosure({ disclosedOn: '2026-03-03' }),
      ],
      [],
      period,
    );
    expect(accounting.rows.map(({ disclosedOn }) => disclosedOn)).toEqual(['2020-02-01', '2020-03-02']);
    expect(basis.excluded).toEqual([{ why: 'outside-period', items: 2 }]);
    expect(
      accountFor([disclosure({ disclosedOn: '2003-04-13' })], [], { ...period, from: '2000-01-01' }).basis
        .excluded,
    ).toEqual([{ why: 'before-compliance', items: 1 }]);
  });

  it('tells every breach on its own, and of research on many people by protocol', () => {
    const research = {
      ...{
        protocol: 'P-1',
        description: 'Hearts',
        information: 'ECG',
        sponsor: 'Sponsor',
        sponsorAddress: '',
      },
      ...{ sponsorPhone: '', recipientPhone: '', people: 50 },
    };
    const { accounting } = accountFor(
      [
        disclosure({ basis: 'impermissible' }),
        disclosure({ basis: 'impermissible', disclosedOn: '2025-02-01' }),
        disclosure({ basis: 'research', research }),
        disclosure({ basis: 'research', research, disclosedOn: '2025-06-01' }),
        disclosure({ basis: 'research', recipient: 'Small study', research: { ...research, people: 49 } }),
      ],
      [],
      period,
    );
    expect(accounting.rows.map(({ basis, repeats }) => [basis, repeats])).toEqual([
      ['impermissible', null],
      ['research', null],
      ['impermissible', null],
    ]);
    expect(accounting.research).toMatchObject([
      { protocol: 'P-1', firstOn: '2025-01-01', lastOn: '2025-06-01' },
    ]);
  });

  it('withholds what an authority named, and nothing else, until its day has passed', () => {
    const suspension: Suspension = {
      ...{ agency: 'Sample  Police', official: 'X', statement: 'written', madeOn: '2026-01-01' },
      ...{ until: '2026-06-01', document: 'd1' },
    };
    const rows = [
      disclosure({ recipient: 'SAMPLE POLICE', basis: 'law-enforcement' }),
      disclosure({ recipient: 'Sample Police', basis: 'required-by-law' }),
      disclosure({ recipient: 'Other Police', basis: 'law-enforcement' }),
    ];
    const on = (today: string) => accountFor(rows, [suspension], { ...period, today });
    expect(on('2026-06-01').accounting.rows).toHaveLength(2);
    expect(on('2026-06-01').basis.suspended).toMatchObject({ rows: 1, until: '2026-06-01' });
    expect(on('2026-06-02').accounting.rows).toHaveLength(3);
    expect(on('2026-06-02').basis.suspended).toBeNull();
    expect(on('2025-12-31').basis.suspended).toBeNull();
  });

  it('says what is missing', () => {
    expect(accountFor([disclosure({ purpose: '' })], [], period).basis.incomplete).toEqual([
      'A disclosure does not say what for.',
    ]);
  });
});
