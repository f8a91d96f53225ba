import { describe, expect, it } from 'vitest';
import {
  REFERENCE_WORDS,
  STEP_WORDS,
  TYPE_ORDER,
  TYPE_WORDS,
  VERDICT_WORDS,
  verdictSentence,
} from '../../../src-renderer/audit/words.ts';
import { signatureChecks, verificationSentence } from '../../../src-renderer/reports/words.ts';
import { commonName, pinLengthProblem, pinWarning } from '../../../src-renderer/token/words.ts';
import { LEVEL_WORDS } from '../../../src-shared/audit/level-words.ts';
import { evidenceSchema, LEVELS, STEPS, TAMPER_TYPES } from '../../../src-shared/audit/types.ts';
import { pinStateSchema } from '../../../src-shared/token/types.ts';
import { startState } from './fake-clinic.ts';

describe('every name of the contract has plain words', () => {
  it('levels', () => {
    const plain = LEVELS.map((level) => LEVEL_WORDS[level].plain);
    expect(new Set(plain).size).toBe(LEVELS.length);
  });
  it('kinds of tampering', () => {
    expect([...TYPE_ORDER].sort()).toEqual([...TAMPER_TYPES].sort());
    for (const type of TAMPER_TYPES) {
      expect(TYPE_WORDS[type].sentence).not.toContain(TYPE_WORDS[type].term);
      expect(TYPE_WORDS[type].term).toBe(type.replaceAll('-', ' '));
    }
  });
  it('steps and references', () => {
    expect(Object.keys(STEP_WORDS)).toEqual([...STEPS]);
    expect(Object.keys(REFERENCE_WORDS).sort()).toEqual([...evidenceSchema.shape.reference.options].sort());
  });
  it('verdicts: three, and the absence of one', () => {
    expect(Object.values(VERDICT_WORDS)).toEqual(['Intact', 'Tampered', 'Could not tell', 'Not checked yet']);
  });
});

describe('a verdict in a sentence', () => {
  const run = { result: 'intact', found: 0, entries: 10, reason: null } as const;
  it('speaks only of the entries checked', () => {
    expect(verdictSentence(run, String)).toBe('All 10 entries checked are as they were sealed.');
    expect(verdictSentence({ ...run, entries: 1 }, String)).toContain('The one entry');
  });
  it('counts findings', () => {
    expect(verdictSentence({ ...run, result: 'tampered', found: 1 }, String)).toBe(
      '1 finding in 10 entries.',
    );
    expect(verdictSentence({ ...run, result: 'tampered', found: 2 }, String)).toBe(
      '2 findings in 10 entries.',
    );
  });
  it('says why it could not tell', () => {
    expect(verdictSentence({ ...run, result: 'could-not-tell', reason: 'No witness.' }, String)).toBe(
      'No witness.',
    );
  });
});

describe('the token', () => {
  const token = startState('normal').tokens[0]!;
  it('warns for each state of the PIN but the good one', () => {
    for (const pin of pinStateSchema.options) {
      expect(pinWarning({ ...token, pin }) === null).toBe(pin === 'ok');
    }
  });
  it('lets nobody use up the last try, nor try a locked token', () => {
    expect(pinWarning({ ...token, pin: 'final-try' })).toMatchObject({ blocks: true });
    expect(pinWarning({ ...token, pin: 'locked' })).toMatchObject({ blocks: true });
    expect(pinWarning({ ...token, pin: 'count-low' })).toMatchObject({ blocks: false });
  });
  it('refuses a PIN of an impossible length before it costs a try', () => {
    const bounded = { ...token, pinMin: 6, pinMax: 8 };
    expect(pinLengthProblem('', bounded)).not.toBeNull();
    expect(pinLengthProblem('12345', bounded)).toContain('at least 6');
    expect(pinLengthProblem('123456789', bounded)).toContain('at most 8');
    expect(pinLengthProblem('123456', bounded)).toBeNull();
    expect(pinLengthProblem('123456', { ...bounded, pinMax: 0 })).toBeNull();
  });
  it('finds the name in a distinguished name', () => {
    expect(commonName('O=Clinic, CN=Ruth Aldane, C=GB')).toBe('Ruth Aldane');
    expect(commonName('CN=Aldane\\, Ruth,O=Clinic')).toBe('Aldane, Ruth');
    expect(commonName('O=No name here')).toBe('O=No name here');
  });
});

describe('a verified PDF', () => {
  const good = {
    signer: 'CN=A',
    issuer: 'CN=B',
    claimedAt: null,
    serial: '01',
    timeStamp: null,
    revision: 1,
    laterChanges: 'none',
    algorithm: 'ECDSA',
    digestMatches: true,
    signatureValid: true,
    certificateBound: true,
    coversWholeFile: true,
    certificateValid: true,
    trusted: 'trusted',
  } as const;
  it('has six checks, all fine for a good signature', () => {
    expect(signatureChecks(good).map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: 6 }, () => 'ok'),
    );
  });
  it.each([
    ['digestMatches', 'digest'],
    ['signatureValid', 'signature'],
    ['certificateBound', 'bound'],
    ['coversWholeFile', 'whole'],
    ['certificateValid', 'certificate'],
  ] as const)('fails by name when %s is false', (field, id) => {
    const failed = signatureChecks({ ...good, laterChanges: 'content', [field]: false }).filter(
      ({ outcome }) => outcome === 'failed',
    );
    expect(failed.map((check) => check.id)).toEqual([id]);
  });
  it('takes an earlier revision for good when only signatures came later', () => {
    const earlier = { ...good, coversWholeFile: false, revision: 1 } as const;
    const whole = (laterChanges: 'signatures' | 'content' | 'unknown') =>
      signatureChecks({ ...earlier, laterChanges }).find(({ id }) => id === 'whole')!;
    expect(whole('signatures')).toMatchObject({
      outcome: 'ok',
      detail: 'It covers revision 1; later revisions only add signatures.',
    });
    expect(whole('content').outcome).toBe('failed');
    expect(whole('unknown').outcome).toBe('warning');
  });
  it.each([
    ['proven', 'ok'],
    ['not-relied-on', 'warning'],
    ['forged', 'failed'],
  ] as const)('says of a time-stamp that is %s: %s', (state, outcome) => {
    const timeStamp = { at: '2026-11-22T09:00:00.000Z', authority: 'Hospital time', state };
    expect(signatureChecks({ ...good, timeStamp }).find(({ id }) => id === 'time')!.outcome).toBe(outcome);
  });
  it('tells a missing anchor from distrust', () => {
    expect(signatureChecks({ ...good, trusted: 'no-anchor' }).at(-1)!.outcome).toBe('warning');
    expect(signatureChecks({ ...good, trusted: 'untrusted' }).at(-1)!.outcome).toBe('failed');
  });
  it('prefers the reason given', () => {
    const file = { file: 'a.pdf', sha256: '', signatures: [], result: 'could-not-tell' as const };
    expect(verificationSentence({ ...file, reason: 'No signature.' })).toBe('No signature.');
    expect(verificationSentence({ ...file, reason: null, result: 'tampered' })).toContain('do not rely');
  });
});
