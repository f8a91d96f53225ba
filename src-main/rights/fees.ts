import type { Fee, FeeRequest } from '../../src-shared/rights/fees.ts';
import type { CaseType } from '../../src-shared/rights/words.ts';
import { Fault } from '../base/fault.ts';
import { Temporal } from 'temporal-polyfill';

/** The flat option of HHS guidance; not a cap. */
export const FLAT_CENTS = 650;

/** What of a case the fee depends on. */
export type FeeGround = {
  readonly type: CaseType;
  readonly receivedOn: string;
  /** To look at, or by the portal: nothing is copied. */
  readonly viewed: boolean;
  /** An electronic copy of a record that is kept electronically. */
  readonly electronicCopy: boolean;
  readonly summaryAgreed: boolean;
  /** Days of receipt of this person's earlier requests for an accounting. */
  readonly earlierAccountings: readonly string[];
};

const free = (note: string): Fee => ({ cents: 0, lines: [], note });

/** Whether an accounting is the first within twelve months (45 CFR 164.528(c)(2)). */
export function isFirstAccounting(receivedOn: string, earlier: readonly string[]): boolean {
  const since = Temporal.PlainDate.from(receivedOn).subtract({ months: 12 }).toString();
  return !earlier.some((day) => day > since && day <= receivedOn);
}

/**
 * The fee, with every part of it.
 *
 * @throws Fault `usage` for a flat fee where it is not allowed, or a summary that was not agreed to
 */
export function feeFor(ground: FeeGround, wanted: FeeRequest): Fee {
  const { type, viewed } = ground;
  if (type !== 'access' && type !== 'accounting') return free('Nothing may be charged for this right.');
  if (viewed) return free('Looking at the record, or the portal, costs nothing.');
  if (type === 'accounting' && isFirstAccounting(ground.receivedOn, ground.earlierAccountings))
    return free('The first accounting in twelve months costs nothing.');
  const note =
    type === 'accounting'
      ? 'Tell the person in advance; they may withdraw or change the request.'
      : 'Tell the person in advance what it will cost.';
  if (wanted.flat) {
    if (type !== 'access' || !ground.electronicCopy)
      throw new Fault(
        'usage',
        'The flat fee is only for an electronic copy of a record that is kept electronically.',
        'Enter the costs of copying, supplies and postage.',
      );
    return {
      cents: FLAT_CENTS,
      lines: [{ what: 'Flat fee for an electronic copy', cents: FLAT_CENTS }],
      note,
    };
  }
  if (wanted.summaryCents > 0 && !ground.summaryAgreed)
    throw new Fault(
      'usage',
      'A summary may be charged only if the person agreed to it and to its fee in advance.',
      'Record the agreement in the scope of the request, or leave the summary out.',
    );
  // Rounded down: never more than the cost.
  const copying = Math.floor((wanted.copyingMinutes * wanted.copyingCentsPerHour) / 60);
  const lines = [
    { what: 'Labour for copying', cents: copying },
    { what: 'Supplies', cents: wanted.suppliesCents },
    { what: 'Postage', cents: wanted.postageCents },
    { what: 'Summary as agreed', cents: wanted.summaryCents },
  ].filter((line) => line.cents > 0);
  return { cents: lines.reduce((sum, line) => sum + line.cents, 0), lines, note };
}
