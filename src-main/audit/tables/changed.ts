import type { VerificationLevel } from '../../../src-shared/audit/types.ts';
import { Fault } from '../../base/fault.ts';
import type { Verification } from '../verify.ts';

const CHANGED: readonly string[] = ['table-missing', 'table-changed', 'table-unusable'];

/** A table that is not what was mapped is worth a record: nothing can be said of its rows. */
export function asChanged(error: unknown, level: VerificationLevel): Verification {
  if (!(error instanceof Fault) || !CHANGED.includes(error.code)) throw error;
  return {
    result: 'could-not-tell',
    reason: `${error.message} ${error.remedy}`,
    first: 0,
    entries: 0,
    pending: 0,
    steps: [{ step: 'rows', verdict: 'could-not-tell', detail: `${error.message} (level ${level})` }],
    findings: [],
    checkpoint: null,
  };
}
