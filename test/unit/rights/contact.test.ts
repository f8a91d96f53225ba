import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contactsOf } from '../../../src-renderer/rights/contacts.ts';
import { type ContactCorrection, contactCorrectionSchema } from '../../../src-shared/rights/contact.ts';
import type { Delivery, DeliveryState } from '../../../src-shared/rights/delivery.ts';
import { nobody, type RequestWords } from '../../../src-shared/rights/people.ts';
import type { Opening, Step } from '../../../src-shared/rights/steps.ts';
import { identityOf } from '../../../src-main/rights/case.ts';
import { contactGuard } from '../../../src-main/rights/contact.ts';
import { type Desk, rightsDesk } from '../../fixtures/rights-desk.ts';
import { openingOf, noRisk, scopeOf, someHash } from '../../fixtures/rights.ts';

const patient = {
  ...nobody,
  ...{ familyName: 'Quillfeather', givenNames: 'Zofia', birthDate: '1961-04-09' },
  ...{ address: '9 Typed Road, Marlow', phone: '555 0101', email: 'zofia@example.org' },
};
const RIGHT = '19 Typed Road, Marlow';
let folder: string;
let desk: Desk;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'contact-'));
  desk = rightsDesk(folder);
  const settings = await desk.settings();
  desk.setSettings({ ...settings, policy: { ...settings.policy, makerChecker: false } });
});
afterEach(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

const opened = async (opening: Partial<Opening> = {}, words: Partial<RequestWords> = {}): Promise<string> => {
  const { caseId } = await desk.rights.open(openingOf({ receivedOn: desk.today(), ...opening }), {
    ...{ patient, requester: null, thirdParty: null, alternative: null, wish: 'As said.', language: 'en' },
    ...words,
  });
  return caseId;
};
const put = (contact: ContactCorrection['contact'], more: Partial<ContactCorrection> = {}) => ({
  ...{ of: 'patient' as const, contact, reason: 'mistyped' as const, note: '' },
  ...more,
});
const check = (method: 'document_upload' | 'phone_verification' | 'security_questions'): Step => ({
  ...{ step: 'add-evidence', method, outcome: 'passed', tries: 1, evidence: 'e1', checkedOn: desk.today() },
  onFileSince: method === 'phone_verification' ? '2019-01-01' : null,
});
/** A restriction, from its receipt to the answer that is ready. */
async function prepared(): Promise<string> {
  const caseId = await opened({ type: 'restriction' });
  const { rights } = desk;
  await rights.take(caseId, { step: 'ask-identity', methods: ['in_person', 'document_upload'] });
  await rights.take(caseId, { step: 'link-patient', basis: 'exact', score: 100, index: someHash('b') });
  await rights.take(caseId, check('document_upload'));
  await rights.take(caseId, { step: 'verify' });
  await rights.take(caseId, { step: 'fix-scope', scope: scopeOf() });
  await rights.take(caseId, { step: 'start-review' });
  await rights.take(caseId, { step: 'decide', outcome: 'approved', grounds: [], signOff: null });
  await rights.take(caseId, { step: 'prepare', package: someHash('f') });
  return caseId;
}
const deliver = (): Step => ({
  ...{ step: 'deliver', manner: 'mail', recipient: 'requester', warned: false, package: someHash('f') },
  ...{ proof: 'p1', deliveredOn: desk.today() },
});

describe('a contact that is put right', () => {
  it('is where letters go from then on; what stood there before stays in the sealed words', async () => {
    const caseId = await opened();
    await desk.contacts.correct(caseId, put({ address: RIGHT }, { note: 'Read out again.' }));
    expect((await desk.recipients.of(caseId)).letters).toMatchObject({
      ...{ address: RIGHT, email: 'zofia@example.org', source: 'request' },
    });
    const { request, notes } = await desk.rights.words(caseId);
    expect(request.patient).toEqual({ ...patient, address: RIGHT });
    expect(notes).toEqual([{ number: 1, note: 'Read out again.' }]);
    const [first, second] = await desk.cache.rights.steps(caseId);
    expect(first!.sealed).not.toBe(second!.sealed);
    expect(second!.step).toEqual({
      ...{ step: 'correct-contact', of: 'patient', parts: ['address'], reason: 'mistyped' },
    });
  });
  it('is recorded without what it is', async () => {
    const caseId = await opened();
    await desk.contacts.correct(caseId, put({ address: RIGHT, email: 'z.q@example.org' }));
    const { rows } = await desk.activity.search(null, 10, { operation: '', object: '', outcome: null });
    expect(rows[0]!.event).toMatchObject({ operation: 'rights.correct-contact', objectId: caseId });
    const { history } = await desk.rights.view(caseId);
    expect(history.at(-1)!.detail).toBe('patient, address and email: mistyped');
    for (const shown of [rows, history, await desk.cache.rights.steps(caseId)])
      expect(JSON.stringify(shown)).not.toMatch(/Typed|example\.org/);
  });
  it('of a representative and of a third party is theirs alone', async () => {
    const requester = { name: 'Ola Quill', relation: 'Daughter', address: '', phone: '', email: '' };
    const daughter = await opened({ requester: 'personal-representative' }, { requester });
    await desk.contacts.correct(daughter, put({ address: '3 Hill' }, { of: 'requester' }));
    expect((await desk.recipients.of(daughter)).letters).toMatchObject({
      name: 'Ola Quill',
      address: '3 Hill',
    });
    expect((await desk.rights.words(daughter)).request.patient.address).toBe(patient.address);
    const thirdParty = { name: 'Example Law', address: '1 Court', email: '' };
    const directive = await opened({ requester: 'third-party-directive', electronic: true }, { thirdParty });
    await desk.contacts.correct(directive, put({ email: 'law@example.org' }, { of: 'third-party' }));
    expect((await desk.recipients.of(directive)).answer).toMatchObject({ email: 'law@example.org' });
    await expect(
      desk.contacts.correct(directive, put({ phone: '555 0109' }, { of: 'third-party' })),
    ).rejects.toMatchObject({ code: 'rights-refused' });
    await expect(
      desk.contacts.correct(directive, put({ phone: '555 0109' }, { of: 'requester' })),
    ).rejects.toThrow('names nobody');
  });
  it('of confidential communications wins until it is decided, and is a new request afterwards', async () => {
    const alternative = { address: 'Box 17', phone: '', email: '' };
    const caseId = await opened({ type: 'confidential-communications' }, { alternative });
    await desk.contacts.correct(caseId, put({ address: RIGHT }));
    expect((await desk.recipients.of(caseId)).letters).toMatchObject({ address: 'Box 17' });
    await desk.contacts.correct(caseId, put({ address: 'Box 71' }, { of: 'alternative' }));
    expect((await desk.recipients.of(caseId)).letters).toMatchObject({ address: 'Box 71' });
    await expect(desk.contacts.correct(caseId, put({ address: '' }, { of: 'alternative' }))).rejects.toThrow(
      'not said where',
    );
    expect(contactsOf((await desk.rights.words(caseId)).request, true).map(({ of }) => of)).toEqual([
      'patient',
    ]);
  });
});

describe('a correction is refused', () => {
  it('when nothing is different, when the case changed meanwhile, and when it is over', async () => {
    const caseId = await opened();
    await expect(desk.contacts.correct(caseId, put({ phone: '555 0101' }))).rejects.toThrow('different');
    const { steps } = await desk.rights.case(caseId);
    await desk.contacts.correct(caseId, put({ phone: '555 0102' }), steps);
    await expect(desk.contacts.correct(caseId, put({ phone: '555 0103' }), steps)).rejects.toMatchObject({
      code: 'rights-changed',
    });
    await desk.rights.take(caseId, { step: 'withdraw', document: 'd1' });
    await desk.rights.take(caseId, { step: 'close', retainUntil: '2040-01-01' });
    await expect(desk.contacts.correct(caseId, put({ phone: '555 0104' }))).rejects.toMatchObject({
      code: 'rights-refused',
    });
  });
  it('for a complaint without a name, and for another reason without words', async () => {
    const caseId = await opened({ type: 'complaint', requester: 'anonymous' }, { patient: nobody });
    await expect(desk.contacts.correct(caseId, put({ phone: '555 0104' }))).rejects.toThrow('without a name');
    expect(contactCorrectionSchema.safeParse(put({ phone: '1' }, { reason: 'other' })).success).toBe(false);
  });
  it.each([
    ['ready', false],
    ['sending', true],
    ['unknown', true],
    ['sent', false],
    ['failed', false],
  ] as const)('while a delivery is %s: %s', async (state: DeliveryState, isRefused) => {
    const delivery: Delivery = {
      ...{ deliveryId: 'd', caseId: 'R-2026-0001', package: someHash('f'), manner: 'mail', state, proof: '' },
      ...{ messageId: '', createdAt: '', changedAt: '', officer: '' },
    };
    const guard = contactGuard({ deliveries: () => Promise.resolve([delivery]) });
    const step: Step = { step: 'correct-contact', of: 'patient', parts: ['email'], reason: 'changed' };
    expect((await guard('R-2026-0001', step)) !== null).toBe(isRefused);
    expect(await guard('R-2026-0001', { step: 'add-note' })).toBeNull();
  });
});

describe('who asks', () => {
  it('shows more before the answer goes to a contact that just changed', async () => {
    const caseId = await prepared();
    await desk.contacts.correct(caseId, put({ address: RIGHT }, { reason: 'changed' }));
    const { identity } = await desk.rights.view(caseId);
    expect(identity).toMatchObject({ threshold: 3, passed: false, risk: ['contact-changed'] });
    await expect(desk.rights.take(caseId, deliver())).rejects.toThrow('3 is needed');
    await desk.rights.take(caseId, check('security_questions'));
    expect((await desk.rights.take(caseId, deliver())).state).toBe('delivered');
  });
  it('does so for 30 days, whatever an assessment of the risk says', async () => {
    const caseId = await opened();
    await desk.contacts.correct(caseId, put({ phone: '555 0102' }));
    await desk.rights.take(caseId, { step: 'assess-risk', risk: noRisk });
    const at = await desk.rights.case(caseId);
    expect(identityOf(at, '2026-03-31').risk).toEqual(['contact-changed']);
    expect(identityOf(at, '2026-04-01').risk).toEqual([]);
  });
  it('is not shown by a code to the number that was put right here', async () => {
    const [before, after] = [await opened(), await opened({ type: 'accounting' })];
    await desk.rights.take(before, check('phone_verification'));
    await desk.contacts.correct(before, put({ phone: '555 0102' }));
    await desk.contacts.correct(after, put({ phone: '555 0102' }));
    await desk.rights.take(after, check('phone_verification'));
    const points = async (caseId: string) => (await desk.rights.view(caseId)).identity.counted[0]!.points;
    // What was checked at the old number stays what it was.
    expect([await points(before), await points(after)]).toEqual([1, 0]);
  });
});
