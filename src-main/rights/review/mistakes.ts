import type { Deciding } from '../../../src-shared/rights/review.ts';
import { Fault } from '../../base/fault.ts';
import type { RightsCase } from '../case.ts';
import type { ItemRecord, SourceRecord } from '../dossier/ports.ts';
import { groundOf } from '../grounds.ts';
import type { Chosen } from './review.ts';

/** Why these items may not be decided so; null when nothing speaks against it. */
export function decidingMistake(
  at: RightsCase,
  sources: readonly SourceRecord[],
  records: readonly ItemRecord[],
  chosen: Chosen,
  deciding: Deciding,
): string | null {
  const held = records.filter((record) => record.held !== null).length;
  if (deciding.decision === 'release' && chosen.by === 'filter' && chosen.filter.held !== true && held > 0)
    return `${held} of these ${held === 1 ? 'is' : 'are'} held: look at ${held === 1 ? 'it' : 'them'} on ${held === 1 ? 'its' : 'their'} own before you release ${held === 1 ? 'it' : 'them'}.`;
  if ('ground' in deciding && groundOf(at.opening.type, deciding.ground) === undefined)
    return `“${deciding.ground}” is no ground for refusing this right.`;
  if (at.state === 'review-requested' && 'ground' in deciding)
    return 'A review only gives more than was given; what it leaves as it is stays refused.';
  if (deciding.decision !== 'redact') return null;
  for (const name of new Set(records.map(({ source }) => source))) {
    const known = sources.find(({ source }) => source === name)?.fields ?? [];
    const strange = deciding.fields.find((field) => !known.some((one) => one.field === field));
    if (strange !== undefined) return `Not all of these items have a field “${strange}”.`;
  }
  return null;
}

export const refused = (reasons: readonly string[]): Fault =>
  new Fault('rights-refused', reasons.join(' '), 'Do what is missing first; nothing was changed.');

export const changedMeanwhile = (): Fault =>
  new Fault(
    'rights-changed',
    'The list is another one than was shown, so nothing was decided.',
    'Look at it again and decide anew.',
  );
