import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nobody, type RequestWords } from '../../../src-shared/rights/people.ts';
import type { Opening } from '../../../src-shared/rights/steps.ts';
import { mustBeAgreed } from '../../../src-main/rights/delivery/agreed.ts';
import type { PatientDirectory } from '../../../src-main/rights/ports.ts';
import { type Desk, rightsDesk } from '../../fixtures/rights-desk.ts';
import { letterOf, openingOf, scopeOf } from '../../fixtures/rights.ts';

const patient = { ...nobody, familyName: 'Quillfeather', givenNames: 'Zofia', birthDate: '1961-04-09' };
const AT_HOME = '2 Mill Lane, 00100 Exampletown';
const ELSEWHERE = { address: 'Post Office Box 17, Marlow Falls', phone: '', email: '' };
const directory: PatientDirectory = {
  find: () => Promise.resolve([]),
  byId: (ids) =>
    Promise.resolve(
      ids.map((patientId) => ({
        ...{ patientId, deceasedOn: null, mergedInto: null },
        person: { ...patient, address: AT_HOME },
      })),
    ),
};

let folder: string;
let desk: Desk;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recipients-'));
  desk = rightsDesk(folder, directory);
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
/** A case of a right that needs no collection, up to its decision. */
async function decided(caseId: string, outcome: 'approved' | 'denied', patientId = 'p-1'): Promise<void> {
  const { rights } = desk;
  await rights.take(caseId, { step: 'ask-identity', methods: ['in_person', 'document_upload'] });
  await rights.link(caseId, { patientId, basis: 'exact', score: 100 });
  await rights.take(caseId, {
    ...{ step: 'add-evidence', method: 'in_person', outcome: 'passed', tries: 1, evidence: 'e1' },
    ...{ checkedOn: desk.today(), onFileSince: null },
  });
  await rights.take(caseId, { step: 'verify' });
  await rights.take(caseId, { step: 'fix-scope', scope: scopeOf() });
  await rights.take(caseId, { step: 'start-review' });
  const grounds = outcome === 'denied' ? ['C1'] : [];
  await rights.take(caseId, { step: 'decide', outcome, grounds, signOff: null });
}
const linked = async (words: Partial<RequestWords> = {}, patientId = 'p-1'): Promise<string> => {
  const caseId = await opened({}, words);
  await desk.rights.link(caseId, { patientId, basis: 'exact', score: 100 });
  return caseId;
};
const confidential = { type: 'confidential-communications' } as const;

describe('letters go', () => {
  it('to the address of the request, else to the one of the record, else nowhere', async () => {
    const typed = { patient: { ...patient, address: '9 Typed Road' } };
    expect((await desk.recipients.of(await linked(typed))).letters).toMatchObject({
      address: '9 Typed Road',
      source: 'request',
    });
    expect((await desk.recipients.of(await linked())).letters).toMatchObject({
      address: AT_HOME,
      source: 'record',
    });
    expect((await desk.recipients.of(await opened())).letters).toMatchObject({
      address: '',
      source: 'nowhere',
    });
  });

  it('to a confidential address once it is agreed, whatever else is written', async () => {
    const agreed = await opened(confidential, { alternative: ELSEWHERE });
    const other = await linked({
      patient: { ...patient, address: '9 Typed Road', email: 'home@example.invalid' },
    });
    expect((await desk.recipients.of(other)).letters.source).toBe('request');
    await decided(agreed, 'approved');
    expect((await desk.recipients.of(other)).letters).toMatchObject({
      ...{ ...ELSEWHERE, source: 'confidential', agreedIn: agreed },
    });
    // Another patient's letters do not.
    expect((await desk.recipients.of(await linked({}, 'p-2'))).letters.source).toBe('record');
  });

  it('to the address that is asked for from the first letter on, and not once it was refused', async () => {
    const asked = await opened(confidential, { alternative: ELSEWHERE });
    expect((await desk.recipients.of(asked)).letters).toMatchObject({ ...ELSEWHERE, agreedIn: asked });
    await decided(asked, 'denied');
    expect((await desk.recipients.of(asked)).letters).toMatchObject({ address: AT_HOME, source: 'record' });
  });

  it('to the address that was agreed last', async () => {
    const [first, second] = [
      await opened(confidential, { alternative: ELSEWHERE }),
      await opened(confidential, { alternative: { ...ELSEWHERE, address: '3 New Road' } }),
    ];
    await decided(second, 'approved');
    desk.setDay('2026-03-05');
    await decided(first, 'approved');
    expect((await desk.recipients.of(await linked())).letters.agreedIn).toBe(first);
  });

  it('where they went, when only another telephone was asked for', async () => {
    const asked = await opened(confidential, { alternative: { address: '', phone: '555 0199', email: '' } });
    await decided(asked, 'approved');
    expect((await desk.recipients.of(await linked())).letters).toMatchObject({
      ...{ address: AT_HOME, phone: '555 0199', source: 'record', agreedIn: null },
    });
  });

  it('before the patient is found, to a confidential address by name and birth date, never by a number alone', async () => {
    const agreed = await opened(confidential, {
      alternative: ELSEWHERE,
      patient: { ...patient, recordNumber: 'M-1' },
    });
    await decided(agreed, 'approved');
    expect((await desk.recipients.of(await opened())).letters.agreedIn).toBe(agreed);
    const mistyped = { patient: { ...nobody, familyName: 'Other', recordNumber: 'M-1' } };
    expect((await desk.recipients.of(await opened({}, mistyped))).letters.source).toBe('nowhere');
  });

  it('to who acts for the patient; and the answer of a directive to the third party', async () => {
    const requester = { name: 'Rhea Ringer', relation: 'daughter', address: '4 Hill', phone: '', email: '' };
    const acting = await opened({ requester: 'personal-representative' }, { requester });
    expect(await desk.recipients.of(acting)).toMatchObject({
      forOthers: true,
      letters: { name: 'Rhea Ringer' },
    });
    const thirdParty = { name: 'Other Clinic', address: '5 Dale', email: 'in@example.invalid' };
    const directed = await opened({ requester: 'third-party-directive' }, { thirdParty });
    expect(await desk.recipients.of(directed)).toMatchObject({
      ...{
        forOthers: true,
        letters: { name: 'Zofia Quillfeather' },
        answer: { ...thirdParty, source: 'request' },
      },
    });
  });
});

describe('what is in force', () => {
  it('a restriction holds from its decision until it is ended, and stays ended when its case is closed', async () => {
    const caseId = await opened({ type: 'restriction' });
    const other = await linked();
    const inForce = async () => (await desk.recipients.of(other)).restrictions;
    await decided(caseId, 'approved');
    expect(await inForce()).toEqual([caseId]);
    const { rights } = desk;
    const [hash, on] = ['d'.repeat(64), desk.today()];
    await rights.take(caseId, { step: 'prepare', package: hash });
    await rights.take(caseId, {
      ...{ step: 'deliver', manner: 'mail', recipient: 'requester', warned: false, package: hash },
      ...{ proof: 'p1', deliveredOn: on },
    });
    await rights.take(caseId, { step: 'send-letter', letter: letterOf('request-outcome', on) });
    await rights.take(caseId, { step: 'activate' });
    expect(await inForce()).toEqual([caseId]);
    await rights.take(caseId, { step: 'terminate', how: 'written', document: 'd1' });
    expect(await inForce()).toEqual([]);
    await rights.take(caseId, { step: 'close', retainUntil: '2033-01-01' });
    expect(await inForce()).toEqual([]);
  });

  it('a confidential address is written into the scope, whatever was said', async () => {
    const agreed = await opened(confidential, { alternative: ELSEWHERE });
    await decided(agreed, 'approved');
    const restriction = await opened({ type: 'restriction' });
    await decided(restriction, 'approved');
    expect((await desk.rights.case(restriction)).scope?.confidentialAddress).toBe('applied');
    // Of another patient there is none to apply.
    const other = await opened({ type: 'restriction' });
    await decided(other, 'approved', 'p-2');
    expect((await desk.rights.case(other)).scope?.confidentialAddress).toBe('none-on-file');
  });

  it('a request for another address says where, and no other right names one', async () => {
    await expect(opened(confidential)).rejects.toMatchObject({ code: 'rights-refused' });
    const empty = { alternative: { address: '', phone: '', email: '' } };
    await expect(opened(confidential, empty)).rejects.toMatchObject({ code: 'rights-refused' });
    await expect(opened({}, { alternative: ELSEWHERE })).rejects.toMatchObject({ code: 'rights-refused' });
  });
});

describe('a delivery keeps to what was agreed', () => {
  const to = {
    name: 'Zofia Quillfeather',
    phone: '',
    agreedIn: 'R-2026-0001',
    source: 'confidential',
  } as const;
  const recipients = (reach: { address: string; email: string }, forOthers = false) => ({
    ...{
      letters: { ...to, ...reach },
      answer: { ...to, ...reach },
      restrictions: ['R-2026-0002'],
      forOthers,
    },
  });
  const email = (address: string) =>
    ({ manner: 'unencrypted-e-mail', to: address, warned: true, preferred: true }) as const;
  const mail = { manner: 'mail', deliveredOn: '2026-03-02', proof: 'RR 1' } as const;
  const byPost = { address: ELSEWHERE.address, email: '' };
  const byEmail = { address: '', email: 'safe@example.invalid' };

  it('sends e-mail to the agreed address alone', () => {
    expect(() => {
      mustBeAgreed(recipients(byEmail), email(' Safe@example.invalid '), []);
    }).not.toThrow();
    for (const [reach, address] of [
      [byEmail, 'home@example.invalid'],
      [byPost, 'home@example.invalid'],
    ] as const) {
      let message = '';
      try {
        mustBeAgreed(recipients(reach), email(address), []);
      } catch (error) {
        ({ message } = error as Error);
      }
      expect(message).toContain('R-2026-0001');
      expect(message).not.toContain('example.invalid');
    }
  });

  it('sends nothing by post where no postal address was named', () => {
    expect(() => {
      mustBeAgreed(recipients(byEmail), mail, []);
    }).toThrow('no postal address');
    expect(() => {
      mustBeAgreed(recipients(byPost), mail, []);
    }).not.toThrow();
  });

  it('goes to others only when every restriction in force was heeded', () => {
    expect(() => {
      mustBeAgreed(recipients(byPost, true), mail, ['R-2026-0009']);
    }).toThrow('R-2026-0002');
    expect(() => {
      mustBeAgreed(recipients(byPost, true), mail, ['R-2026-0002']);
    }).not.toThrow();
  });
});
