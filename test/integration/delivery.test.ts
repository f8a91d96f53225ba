import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadDefinitions } from '../../src-main/fhir/definitions.ts';
import { writeResources } from '../../src-main/fhir/writing.ts';
import { renderCopy } from '../../src-main/reports/render-copy.ts';
import { renderLabel, renderLetter } from '../../src-main/reports/render-letter.ts';
import {
  type DeliveryService,
  deliveryService,
  letterService,
  letterTextsSchema,
  type ResponseService,
  responseService,
} from '../../src-main/rights/index.ts';
import type { DeliveryStore } from '../../src-main/rights/ports.ts';
import { smtpRelay } from '../../src-main/rights/delivery/smtp.ts';
import type { DeliveryOrder, DeliverySettings } from '../../src-shared/rights/delivery.ts';
import { nobody } from '../../src-shared/rights/people.ts';
import { mailRelay, type TestRelay } from '../fixtures/mail-relay.ts';
import { oneOfEach, released, sampleFhirMap } from '../fixtures/released-items.ts';
import { type Desk, rightsDesk } from '../fixtures/rights-desk.ts';
import { openingOf, scopeOf, someHash } from '../fixtures/rights.ts';
import { readAesZip } from '../independent/aes-zip.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const TO = 'zofia@example.invalid';
const work = { progress: () => undefined, signal: new AbortController().signal } as never;

let folder: string;
let desk: Desk;
let relay: TestRelay;
let settings: DeliverySettings;
let sealed: Map<string, Uint8Array>;
/** The person's key and certificate, made by OpenSSL. */
let person: { readonly key: string; readonly certificate: Buffer };

const openssl = (...args: readonly string[]): Buffer => {
  const { status, stdout, stderr } = spawnSync('openssl', args);
  if (status !== 0) throw new Error(stderr.toString());
  return stdout;
};

let keys: string;
beforeAll(() => {
  loadDefinitions(join(ROOT, 'resources/fhir/r4-definitions.json.gz'));
  keys = mkdtempSync(join(tmpdir(), 'delivery-keys-'));
  const [key, certificate] = [join(keys, 'key.pem'), join(keys, 'certificate.pem')];
  openssl(
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '36500', '-subj', '/CN=Zofia'],
    ...['-addext', 'extendedKeyUsage=emailProtection', '-keyout', key, '-out', certificate],
  );
  person = { key, certificate: readFileSync(certificate) };
});
afterAll(() => {
  rmSync(keys, { recursive: true, force: true });
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'delivery-'));
  desk = rightsDesk(folder);
  // Today: certificates of today must be valid.
  desk.setDay(new Date().toISOString().slice(0, 10));
  relay = await mailRelay(null);
  sealed = new Map();
  settings = {
    relay: {
      host: '127.0.0.1',
      port: relay.port,
      security: 'none',
      user: null,
      from: 'rights@clinic.invalid',
    },
    portal: { folder: join(folder, 'portal'), days: 14 },
  };
});
afterEach(async () => {
  await relay.close();
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

const columns = {
  read: ({ store, record, column }: { store: string; record: string; column: string }) =>
    Promise.resolve(sealed.get(`${store}/${record}/${column}`) ?? null),
  write: (
    { store, record, column }: { store: string; record: string; column: string },
    bytes: Uint8Array,
  ) => {
    sealed.set(`${store}/${record}/${column}`, bytes);
    return Promise.resolve();
  },
};
// The end of the day: the person's certificate is valid from the moment of its making on.
const clock = { now: () => Date.parse(`${desk.today()}T23:59:59Z`) };
const responses = (): ResponseService =>
  responseService({
    ...{ rights: desk.rights, store: desk.cache.deliveries, columns, activity: desk.activity, clock },
    checks: { write: (all, form) => Promise.resolve(writeResources(all, '2999-01-01', form)) },
    pages: { copy: renderCopy },
    letters: letterService({
      ...{ rights: desk.rights, clock, pages: { letter: renderLetter, label: renderLabel } },
      recipients: desk.recipients,
      accounting: () => Promise.resolve(null),
      texts: (language) =>
        Promise.resolve(
          letterTextsSchema.parse(
            JSON.parse(readFileSync(join(ROOT, `resources/rights/letters.${language}.json`), 'utf8')),
          ),
        ),
    }),
    releases: () => released(oneOfEach()),
    map: () => Promise.resolve(sampleFhirMap),
    folder: join(folder, 'responses'),
  });
/** As after a new start: nothing in memory is left; a store may end the program at any call. */
const deliveries = (store: DeliveryStore = desk.cache.deliveries, rights = desk.rights): DeliveryService =>
  deliveryService({
    ...{
      recipients: desk.recipients,
      rights,
      responses: responses(),
      store,
      columns,
      activity: desk.activity,
      relay: smtpRelay,
      clock,
    },
    settings: () => Promise.resolve(settings),
    setSettings: (next) => {
      settings = next;
      return Promise.resolve();
    },
    officer: () => 'CN=Second Officer',
    changed: () => (told += 1),
  });
/** How often the window was told that a delivery changed. */
let told = 0;

/** A case whose answer is prepared. */
async function prepared(
  forms: readonly ('pdf' | 'fhir-json')[] = ['fhir-json'],
  type: 'access' | 'amendment' = 'access',
): Promise<string> {
  const { rights } = desk;
  const patient = {
    ...nobody,
    familyName: 'Quillfeather',
    givenNames: 'Zofia',
    birthDate: '1961-04-09',
    address: '1 Sample Street, Springfield',
  };
  const { caseId } = await rights.open(openingOf({ receivedOn: desk.today(), type }), {
    ...{ patient, requester: null, thirdParty: null, alternative: null, wish: 'Everything.', language: 'en' },
  });
  await rights.take(caseId, { step: 'ask-identity', methods: ['in_person', 'phone_verification'] });
  await rights.take(caseId, {
    ...{ step: 'add-evidence', method: 'in_person', outcome: 'passed', tries: 1, evidence: 'e1' },
    ...{ checkedOn: desk.today(), onFileSince: null },
  });
  await rights.link(caseId, { patientId: 'p-1', basis: 'exact', score: 100 });
  await rights.take(caseId, { step: 'verify' });
  await rights.take(caseId, { step: 'fix-scope', scope: scopeOf() });
  await rights.take(caseId, { step: 'start-collection', sources: ['notes'] });
  await rights.take(caseId, { step: 'report-source', source: 'notes', outcome: 'rows', rows: 17 });
  await rights.take(caseId, { step: 'finish-collection', manifest: someHash('d'), excluded: [] });
  desk.as('CN=Second Officer');
  await rights.take(caseId, {
    ...{ step: 'decide', signOff: null },
    ...(type === 'access' ? { outcome: 'approved', grounds: [] } : { outcome: 'denied', grounds: ['A4'] }),
  });
  await responses().prepare(caseId, forms, [], work);
  return caseId;
}
const stateOf = async (caseId: string): Promise<string> => (await desk.rights.case(caseId)).state;
const codeOf = (work_: Promise<unknown>): Promise<string> =>
  work_.then(
    () => 'none',
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
const encrypted: DeliveryOrder = { manner: 'encrypted-e-mail', to: TO };

describe('delivery', () => {
  it('by encrypted e-mail: only the person’s key opens it, and the record in it is whole', async () => {
    const caseId = await prepared(['pdf', 'fhir-json']);
    const { delivery } = await deliveries().deliver(caseId, encrypted, person.certificate);
    expect(delivery).toMatchObject({ state: 'sent', proof: 'Relay: 250' });
    expect(await stateOf(caseId)).toBe('delivered');
    const [mail] = relay.taken;
    expect(mail).toMatchObject({ from: 'rights@clinic.invalid', to: [TO] });
    expect(mail!.eml).toContain(`Message-ID: ${delivery.messageId}`);
    expect(mail!.eml).not.toContain('Password');
    const file = join(folder, 'mail.eml');
    writeFileSync(file, mail!.eml);
    const inside = openssl('cms', '-decrypt', '-in', file, '-inkey', person.key).toString('utf8');
    const parts = inside.split(/--=_[0-9a-f]+(?:--)?\r?\n?/).map((part) => part.split(/\r?\n\r?\n/)[1] ?? '');
    const text = Buffer.from(parts[1]!, 'base64').toString('utf8');
    const zip = Buffer.from(parts[2]!, 'base64');
    const password = /Password: (\S+)/.exec(text)![1]!;
    expect(password).toMatch(/^([A-Z2-9]{4}-){5}[A-Z2-9]{4}$/);
    const files = readAesZip(zip, password);
    expect(files.map(({ name }) => name)).toContain('record.fhir.json');
    const { package: sha256, letters } = await desk.rights.case(caseId);
    expect(createHash('sha256').update(zip).digest('hex')).toBe(sha256);
    // The letter in it counts as sent, so the case can be closed.
    expect(letters).toMatchObject([
      { kind: 'approval', manner: 'encrypted-e-mail', proof: delivery.deliveryId },
    ]);
    await desk.rights.take(caseId, { step: 'close', retainUntil: '2099-01-01' });
  }, 60_000);

  it('by unencrypted e-mail only with the warning and the choice', async () => {
    const caseId = await prepared();
    await deliveries().deliver(
      caseId,
      { manner: 'unencrypted-e-mail', to: TO, warned: true, preferred: true },
      null,
    );
    expect(relay.taken).toHaveLength(1);
    const step = (await desk.rights.view(caseId)).history.find((each) => each.step === 'deliver');
    expect(step?.detail).toMatch(/^unencrypted-e-mail/);
  });

  it('by the portal: the offer holds the hash of the link alone, and doing it again changes nothing', async () => {
    const caseId = await prepared();
    const { delivery, token } = await deliveries().deliver(caseId, { manner: 'portal' }, null);
    const place = join(folder, 'portal', delivery.deliveryId);
    expect(readdirSync(place).sort()).toEqual(['offer.json', 'package.zip']);
    const offer = readFileSync(join(place, 'offer.json'), 'utf8');
    expect(offer).not.toContain(token);
    expect(JSON.parse(offer)).toMatchObject({
      ...{ uses: 1, deliveryId: delivery.deliveryId },
      tokenSha256: createHash('sha256').update(token!).digest('hex'),
    });
    await deliveries().deliver(caseId, { manner: 'portal' }, null);
    expect(readFileSync(join(place, 'offer.json'), 'utf8')).toBe(offer);
    expect(await stateOf(caseId)).toBe('delivered');
  });

  it('on media, by mail or in person: with what shows it', async () => {
    const caseId = await prepared();
    const order: DeliveryOrder = { manner: 'mail', deliveredOn: desk.today(), proof: 'Tracking 4711' };
    const { delivery } = await deliveries().deliver(caseId, order, null);
    expect(delivery).toMatchObject({ state: 'sent', proof: 'Tracking 4711' });
    expect(await stateOf(caseId)).toBe('delivered');
  });

  it('goes back to prepared when the relay refuses, and can be tried anew', async () => {
    const caseId = await prepared();
    relay.behave('refuse');
    expect(await codeOf(deliveries().deliver(caseId, encrypted, person.certificate))).toBe('delivery-failed');
    expect(await stateOf(caseId)).toBe('prepared');
    relay.behave('take');
    await deliveries().deliver(caseId, encrypted, person.certificate);
    expect(relay.taken).toHaveLength(1);
    expect((await deliveries().list(caseId)).map(({ state }) => state)).toEqual(['sent', 'failed']);
  });

  it.each([
    ['was sent', true, 'delivered', 1],
    ['was not sent', false, 'prepared', 2],
  ])(
    'asks the officer when the connection breaks, who finds out that it %s',
    async (_, sent, state, mails) => {
      const caseId = await prepared();
      relay.behave('take-and-hang-up');
      const service = deliveries();
      told = 0;
      expect(await codeOf(service.deliver(caseId, encrypted, person.certificate))).toBe('delivery-unknown');
      // To `sending`, and to `unknown`: the case itself has not changed, so nothing else tells the window.
      expect(told).toBe(2);
      relay.behave('take');
      expect(await codeOf(service.deliver(caseId, encrypted, person.certificate))).toBe('delivery-unknown');
      expect(relay.taken).toHaveLength(1);
      const deliveryId = (await service.list(caseId))[0]!.deliveryId;
      await service.settle(caseId, deliveryId, sent, 'Asked by telephone.');
      expect(await stateOf(caseId)).toBe(state);
      if (!sent) await service.deliver(caseId, encrypted, person.certificate);
      expect(relay.taken).toHaveLength(mails);
      expect(await stateOf(caseId)).toBe('delivered');
    },
  );

  it('refuses a certificate that cannot be used, a package that was changed, and a relay without TLS elsewhere', async () => {
    const caseId = await prepared();
    const service = deliveries();
    expect(await codeOf(service.deliver(caseId, encrypted, Buffer.from('no certificate')))).toBe(
      'delivery-refused',
    );
    expect(await codeOf(service.deliver(caseId, encrypted, null))).toBe('delivery-refused');
    settings = { ...settings, relay: { ...settings.relay!, host: 'mail.invalid' } };
    expect(await codeOf(service.deliver(caseId, encrypted, person.certificate))).toBe('delivery-refused');
    const file = responses().fileOf(await responses().prepared(caseId));
    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from('x')]));
    expect(await codeOf(service.deliver(caseId, { manner: 'portal' }, null))).toBe('delivery-refused');
    expect(relay.taken).toHaveLength(0);
  });
});

it('an amendment is answered by its letter: what was collected to look at does not go with it', async () => {
  const caseId = await prepared([], 'amendment');
  expect(await responses().prepared(caseId)).toMatchObject({
    ...{ items: 0, resources: 0, letters: [{ kind: 'amendment-denied' }] },
  });
});

it('does not change over to another way while the portal may offer it', async () => {
  const caseId = await prepared();
  const store = desk.cache.deliveries;
  const halting: DeliveryStore = {
    ...store,
    change: (given) => (given.to === 'sent' ? Promise.reject(new Error('killed')) : store.change(given)),
  };
  expect(await codeOf(deliveries(halting).deliver(caseId, { manner: 'portal' }, null))).not.toBe('none');
  expect(await codeOf(deliveries().deliver(caseId, encrypted, person.certificate))).toBe('delivery-refused');
  expect(relay.taken).toHaveLength(0);
  expect(await codeOf(deliveries().deliver(caseId, { manner: 'portal' }, null))).toBe('none');
});

describe('the program ended at any step of a delivery', () => {
  /** Ends at the n-th write, before or after it was made. */
  function dying(at: number, after: boolean): { store: DeliveryStore; rights: Desk['rights'] } {
    let calls = 0;
    const dead = (): Promise<never> => Promise.reject(new Error('killed'));
    const mortal =
      <A extends readonly unknown[], R>(call: (...given: A) => Promise<R>) =>
      async (...given: A): Promise<R> => {
        if (calls > at) return dead();
        if (calls++ < at) return call(...given);
        if (after) await call(...given);
        return dead();
      };
    const store = desk.cache.deliveries;
    return {
      store: {
        ...store,
        begin: mortal((...given: Parameters<DeliveryStore['begin']>) => store.begin(...given)),
        change: mortal((given: Parameters<DeliveryStore['change']>[0]) => store.change(given)),
      },
      rights: {
        ...desk.rights,
        take: mortal((...given: Parameters<Desk['rights']['take']>) => desk.rights.take(...given)),
      },
    };
  }
  const points = [0, 1, 2, 3, 4].flatMap((at) => [[at, false] as const, [at, true] as const]);

  it.each(points)('by e-mail, at write %i, after it: %s', async (at, after) => {
    const caseId = await prepared();
    const { store, rights } = dying(at, after);
    await codeOf(deliveries(store, rights).deliver(caseId, encrypted, person.certificate));
    // A new start: the officer tries again, and settles what nobody knows by looking into the mailbox.
    const again = await codeOf(deliveries().deliver(caseId, encrypted, person.certificate));
    if (again === 'delivery-unknown') {
      const lost = (await deliveries().list(caseId)).find(({ state }) => state === 'unknown')!;
      await deliveries().settle(
        caseId,
        lost.deliveryId,
        relay.taken.length === 1,
        'Looked into the mailbox.',
      );
      if (relay.taken.length === 0) await deliveries().deliver(caseId, encrypted, person.certificate);
    } else expect(again).toBe('none');
    expect(relay.taken).toHaveLength(1);
    expect(await stateOf(caseId)).toBe('delivered');
    expect((await desk.activity.verify()).problems).toEqual([]);
  });

  it.each(points)('by the portal, at write %i, after it: %s', async (at, after) => {
    const caseId = await prepared();
    const { store, rights } = dying(at, after);
    await codeOf(deliveries(store, rights).deliver(caseId, { manner: 'portal' }, null));
    expect(await codeOf(deliveries().deliver(caseId, { manner: 'portal' }, null))).toBe('none');
    expect(readdirSync(join(folder, 'portal'))).toHaveLength(1);
    expect(await stateOf(caseId)).toBe('delivered');
  });
});
