import type { RiskChange } from '../../src-shared/risk/change.ts';
import { patternOf } from '../../src-shared/risk/patterns.ts';
import type { RiskTuning } from '../../src-shared/risk/tuning.ts';
import { Fault } from '../base/fault.ts';

const usage = (message: string, remedy: string): Fault => new Fault('usage', message, remedy);

/** Who changes the tuning, when and why. */
export type ChangedBy = { readonly by: string; readonly at: string; readonly reason: string };

/**
 * The tuning after a change, and the change in a few words.
 *
 * @throws Fault `usage` for a parameter that the pattern does not have or that is out of range, a rule that is not there, and
 * a silencing that would silence a whole pattern
 */
export function changedTuning(
  tuning: RiskTuning,
  change: RiskChange,
  who: ChangedBy,
): { readonly tuning: RiskTuning; readonly what: string } {
  switch (change.kind) {
    case 'pattern': {
      const { name, parameters } = patternOf(change.pattern);
      for (const [id, value] of Object.entries(change.to.parameters)) {
        const known = parameters.find((one) => one.id === id);
        if (known === undefined)
          throw usage(`The pattern “${name}” has no parameter ${id}.`, 'Look at the list of its parameters.');
        if (!Number.isFinite(value) || value < known.least || value > known.most)
          throw usage(
            `${known.name}: ${String(value)} is out of range.`,
            `Give a number from ${String(known.least)} to ${String(known.most)}.`,
          );
      }
      const values = Object.entries(change.to.parameters).map(([id, value]) => `${id} ${String(value)}`);
      return {
        tuning: { ...tuning, patterns: { ...tuning.patterns, [change.pattern]: change.to } },
        what: [`${name}: ${change.to.enabled ? 'on' : 'off'}`, ...values].join(', '),
      };
    }
    case 'rules':
      return { tuning: { ...tuning, ...change.to }, what: 'rules of the score' };
    case 'suppress': {
      const { rule } = change;
      if (rule.actor === null && rule.job === null && rule.patient === null)
        throw usage(
          'A rule that names nobody would silence the whole pattern.',
          'Name a person, a job or a patient; or switch the pattern off.',
        );
      const id = tuning.newestRule + 1;
      const suppressions = [...tuning.suppressions, { ...rule, id, ...who }];
      return {
        tuning: { ...tuning, suppressions, newestRule: id },
        what: `silenced ${patternOf(rule.pattern).name} by rule ${String(id)}`,
      };
    }
    case 'end-suppression': {
      if (!tuning.suppressions.some(({ id }) => id === change.id))
        throw usage('There is no such rule.', 'Look at the list of rules.');
      return {
        tuning: { ...tuning, suppressions: tuning.suppressions.filter(({ id }) => id !== change.id) },
        what: `ended rule ${String(change.id)}`,
      };
    }
    case 'watch': {
      const others = tuning.watched.filter((one) => one !== change.patient);
      return {
        tuning: { ...tuning, watched: change.watched ? [...others, change.patient] : others },
        what: `${change.watched ? 'watches' : 'no longer watches'} ${change.patient}`,
      };
    }
  }
}
