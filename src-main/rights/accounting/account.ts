import type {
  Accounting,
  AccountingBasis,
  AccountingResearch,
  AccountingRow,
  Disclosure,
  Suspension,
} from '../../../src-shared/rights/accounting.ts';
import { daysBetween } from '../clock.ts';
import { folded } from '../../base/person.ts';
import { exclusionOf } from './bases.ts';

/** Disclosures before it need not be accounted for (45 CFR 164.534). */
const COMPLIANCE = '2003-04-14';
/** From so many people on, research is accounted for by protocol (45 CFR 164.528(b)(4)). */
const RESEARCH_PEOPLE = 50;

/** A disclosure, and what the clinic says of it. */
export type Considered = Disclosure & {
  /** The clinic marked it as one that is not accounted for, and named no basis. */
  readonly markedOut: boolean;
  /** Nobody wrote down when; it is accounted for all the same. */
  readonly undated: boolean;
};

export type Period = { readonly from: string; readonly until: string; readonly today: string };

type Why = AccountingBasis['excluded'][number]['why'];

/**
 * An accounting of disclosures (45 CFR 164.528). What an authority asked to withhold is taken out before anything is summed
 * up, so that no number and no gap tells of it.
 */
export function accountFor(
  disclosures: readonly Considered[],
  suspensions: readonly Suspension[],
  { from, until, today }: Period,
): {
  readonly accounting: Pick<Accounting, 'from' | 'until' | 'asOf' | 'rows' | 'research'>;
  readonly basis: Omit<AccountingBasis, 'sha256'>;
} {
  const excluded = new Map<Why, number>();
  const counted: Considered[] = [];
  const withheld: { readonly row: Considered; readonly by: Suspension }[] = [];
  for (const row of disclosures) {
    const why = whyNot(row, from, until);
    if (why !== null) {
      excluded.set(why, (excluded.get(why) ?? 0) + 1);
      continue;
    }
    const by = suspensions.find((one) => suspends(one, row, today));
    if (by === undefined) counted.push(row);
    else withheld.push({ row, by });
  }
  const isResearch = ({ research }: Considered): boolean =>
    research !== null && research.people >= RESEARCH_PEOPLE;
  return {
    accounting: {
      ...{ from, until, asOf: today },
      rows: summedUp(counted.filter((row) => !isResearch(row))),
      research: byProtocol(counted.filter(isResearch)),
    },
    basis: {
      considered: disclosures.length,
      excluded: [...excluded].map(([why, items]) => ({ why, items })),
      suspended: suspendedOf(withheld),
      incomplete: [...new Set(counted.flatMap(lacks))],
    },
  };
}

function whyNot(
  { disclosedOn, lastOn, basis, markedOut }: Considered,
  from: string,
  until: string,
): Why | null {
  if ((lastOn ?? disclosedOn) < from || disclosedOn > until) return 'outside-period';
  if (disclosedOn < COMPLIANCE) return 'before-compliance';
  return exclusionOf(basis) ?? (markedOut ? 'marked-not-accountable' : null);
}

/** Only what went to the authority itself, as a health oversight agency or a law enforcement official (164.528(a)(2)(i)). */
const suspends = (
  { agency, madeOn, until }: Suspension,
  { recipient, basis }: Considered,
  today: string,
): boolean =>
  madeOn <= today &&
  until >= today &&
  (basis === 'oversight' || basis === 'law-enforcement') &&
  folded(agency) === folded(recipient);

/** Until the last of them ends: a row is issued when its own has. */
function suspendedOf(
  withheld: readonly { readonly row: Considered; readonly by: Suspension }[],
): AccountingBasis['suspended'] {
  const first = withheld.map(({ by }) => by).toSorted((a, b) => a.until.localeCompare(b.until))[0];
  return first === undefined
    ? null
    : { rows: withheld.length, until: first.until, statement: first.statement, document: first.document };
}

const lacks = ({ recipient, description, purpose, undated }: Considered): readonly string[] => [
  ...(undated ? ['A disclosure does not say when it was made.'] : []),
  ...(recipient === '' ? ['A disclosure does not say who received it.'] : []),
  ...(description === '' ? ['A disclosure does not say what was disclosed.'] : []),
  ...(purpose === '' ? ['A disclosure does not say what for.'] : []),
];

/** One row for the same recipient and one purpose: the first in full, then how often and until when (164.528(b)(3)). */
function summedUp(rows: readonly Considered[]): AccountingRow[] {
  const groups = Map.groupBy(
    rows.toSorted((a, b) => a.disclosedOn.localeCompare(b.disclosedOn)),
    (row) =>
      // Each breach stands on its own.
      row.basis === 'impermissible'
        ? row
        : JSON.stringify([folded(row.recipient), folded(row.purpose), row.basis, row.byBusinessAssociate]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { disclosedOn, recipient, address, description, purpose, basis, byBusinessAssociate } = first;
    const lastOn =
      group
        .map((row) => row.lastOn ?? row.disclosedOn)
        .toSorted()
        .at(-1) ?? disclosedOn;
    const repeats =
      group.length === 1
        ? first.lastOn === null
          ? null
          : { count: 2, lastOn, frequency: `repeatedly between ${disclosedOn} and ${lastOn}` }
        : { count: group.length, lastOn, frequency: frequencyOf(group.length, disclosedOn, lastOn) };
    return [{ disclosedOn, recipient, address, description, purpose, basis, byBusinessAssociate, repeats }];
  });
}

function frequencyOf(count: number, first: string, last: string): string {
  const days = Math.round(daysBetween(first, last) / (count - 1));
  if (days === 0) return `${count} times, all within a few days`;
  return `${count} times, about every ${days === 1 ? 'day' : `${days} days`}`;
}

/** Research on many people: by protocol and recipient, with the period (164.528(b)(4)). */
const byProtocol = (rows: readonly Considered[]): AccountingResearch[] =>
  [
    ...Map.groupBy(rows, ({ research, recipient }) =>
      JSON.stringify([folded(research?.protocol ?? ''), folded(recipient)]),
    ).values(),
  ]
    .flatMap((group) => {
      const first = group.toSorted((a, b) => a.disclosedOn.localeCompare(b.disclosedOn))[0];
      const research = first?.research ?? null;
      if (first === undefined || research === null) return [];
      const { recipient, address } = first;
      const { protocol, description, information, sponsor, sponsorAddress, sponsorPhone, recipientPhone } =
        research;
      const lastOn =
        group
          .map((row) => row.lastOn ?? row.disclosedOn)
          .toSorted()
          .at(-1) ?? first.disclosedOn;
      return [
        {
          ...{ protocol, description, information, firstOn: first.disclosedOn, lastOn },
          ...{ sponsor, sponsorAddress, sponsorPhone, recipient, address, recipientPhone },
        },
      ];
    })
    .toSorted((a, b) => a.firstOn.localeCompare(b.firstOn));
