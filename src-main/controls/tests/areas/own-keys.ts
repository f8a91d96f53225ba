import { type ApplicationTest, nothingToTest, security, setting, soc2 } from '../definition.ts';

const DAY_MS = 86_400_000;
const noKey = nothingToTest('no key was made here yet. Make them in Token and keys.');

/** Keys on the token, and how they are looked after. */
export const OWN_KEY_TESTS: readonly ApplicationTest[] = [
  {
    id: 'keys-exchanged',
    version: 1,
    area: 'keys',
    reads: 'application',
    title: 'Keys are exchanged in time',
    shows: 'No key is used longer, or more often, than was decided.',
    population: 'All keys that are in use.',
    parameters: [],
    rule: 'Neither its age nor the number of its uses asks for a new one.',
    limits: 'Keys that were not made here are not seen.',
    supports: soc2('CC6.1'),
    empty: noKey,
    asks: 'The keys that are known here, with their age and their counted uses.',
    check: async (own) =>
      (await own.keys()).flatMap(({ name, versions }) =>
        versions
          .filter(({ state }) => state === 'active')
          .map(({ version, rotation }) => ({
            key: `key ${name}, version ${version}`,
            ok: rotation.status !== 'due',
            fact: `${rotation.ageDays} days old; ${rotation.usesLeft} uses are left`,
          })),
      ),
  },
  {
    id: 'keys-compromised-left',
    version: 1,
    area: 'keys',
    reads: 'application',
    title: 'Nothing is left under a compromised key',
    shows: 'What a stolen key opens was brought under another one.',
    population: 'All versions of keys that were compromised.',
    parameters: [],
    rule: 'Nothing that is known here is still encrypted under it.',
    limits: 'Copies elsewhere stay readable to whoever has the key.',
    supports: soc2('CC6.1', 'CC7.4'),
    empty: { outcome: 'pass', reason: 'No key is compromised.' },
    asks: 'The keys that are known here, and what is encrypted under them.',
    check: async (own) =>
      (await own.keys()).flatMap(({ name, versions }) =>
        versions
          .filter(({ state }) => state === 'compromised')
          .map(({ version, objects }) => ({
            key: `key ${name}, version ${version}`,
            ok: objects === 0,
            fact: `${objects} objects are still encrypted under it`,
          })),
      ),
  },
  {
    id: 'keys-certificates-hold',
    version: 1,
    area: 'keys',
    reads: 'application',
    title: 'Certificates of signing keys hold',
    shows: 'Signatures that are made now can be checked by others.',
    population: 'All signing keys in use that have a certificate.',
    parameters: [setting('days', 30, 'Days that a certificate must still hold')],
    rule: 'The certificate holds at least so long.',
    limits: 'It does not ask the authority whether it was revoked.',
    supports: [...soc2('CC6.1'), ...security('164.312(d)')],
    empty: noKey,
    asks: 'The keys that are known here, with their certificates.',
    check: async (own, { now, number }) =>
      (await own.keys()).flatMap(({ name, versions }) =>
        versions.flatMap(({ state, version, certificate }) =>
          state !== 'active' || certificate === null
            ? []
            : [
                {
                  key: `key ${name}, version ${version}`,
                  ok: Date.parse(certificate.notAfter) >= now + number('days') * DAY_MS,
                  fact: `the certificate ends on ${certificate.notAfter.slice(0, 10)}`,
                },
              ],
        ),
      ),
  },
  {
    id: 'keys-destroyed-by-two',
    version: 1,
    area: 'keys',
    reads: 'application',
    title: 'Keys are destroyed by two people',
    shows: 'Nobody can make encrypted data unreadable on their own.',
    population: 'All destructions of keys that were carried out.',
    parameters: [setting('people', 2, 'People who have to agree')],
    rule: 'So many different people approved it.',
    limits: 'A key can be destroyed past this application, with the token in hand.',
    supports: soc2('CC6.3'),
    empty: { outcome: 'pass', reason: 'No key was destroyed.' },
    asks: 'The requests to destroy keys that are kept here, with their approvals.',
    check: async (own, { number }) =>
      (await own.keyRequests())
        .filter(({ state }) => state === 'done')
        .map(({ requestId, approvals }) => {
          const people = new Set(approvals.map(({ certificateSha256 }) => certificateSha256)).size;
          return {
            key: `destruction ${requestId}`,
            ok: people >= number('people'),
            fact: `${people} people approved it`,
          };
        }),
  },
];
