import { readFile } from 'node:fs/promises';
import type { keysContract } from '../../../src-shared/keys/contract.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { anchorsFrom } from '../../signing/index.ts';
import { CERTIFICATE, REQUEST } from './filters.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Keys and their life. */
export function keysHandlers({
  services,
  jobs,
  dialogs,
  push,
}: HandlerParts): HandlersOf<typeof keysContract> {
  const { keys, roles } = services;
  // Also after a failure: an operation that was begun is counted and recorded.
  const changing = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } finally {
      push('keys.changed', {});
    }
  };
  return {
    'keys.list': async () => {
      const [list, { uses, invisible }, requests] = [
        await keys.list(),
        await keys.uses(),
        await keys.requests(),
      ];
      return { keys: [...list], uses: [...uses], invisible, requests: [...requests] };
    },
    'keys.generate': async (wanted) => ({ keyId: await changing(keys.generate(wanted)) }),
    'keys.rotate': async ({ keyId }) => ({ version: await changing(keys.rotate(keyId)) }),
    'keys.approve': async ({ requestId }) => {
      await changing(keys.approve(requestId));
      return {};
    },
    'keys.request-certificate': async ({ keyId, commonName, organisation, country }) => {
      const { name, versions } = await keys.key(keyId);
      // Where to is asked first: a request is a signature, and none is made for nothing.
      const saved = await dialogs.saveFile({
        title: 'Save the certificate request',
        defaultName: `${fileName(name)}-v${versions[0]?.version ?? 1}.csr`,
        filters: [REQUEST],
      });
      if (saved === null) return { saved };
      const request = await changing(
        keys.request(keyId, { commonName, organisation: organisation || null, country: country || null }),
      );
      await writeDurably(dialogs.pathOf(saved.handle), request, { mode: 0o644 });
      return { saved };
    },
    'keys.import-certificate': async ({ keyId, chain }) => {
      const certificates: Uint8Array[] = [];
      const titles = ['Certificate that was issued', ...(chain ? ['Certificates of the authorities'] : [])];
      for (const title of titles) {
        const file = await dialogs.openFile({ title, filters: [CERTIFICATE] });
        if (file === null) return { version: null };
        certificates.push(...anchorsFrom(await readFile(dialogs.pathOf(file.handle))));
      }
      return { version: await changing(keys.importCertificates(keyId, certificates)) };
    },
    'keys.change': async ({ keyId, version, to, reason }) => {
      return changing(keys.change(keyId, version, to, reason));
    },
    'keys.aftermath': ({ keyId, version }) => keys.aftermath(keyId, version),
    'keys.rewrap': async ({ keyId }) => {
      const { name } = await keys.key(keyId);
      return {
        jobId: jobs.start('rewrap', `Encrypting anew under “${name}”`, async (work) => {
          const { done, missing } = await changing(keys.rewrap(keyId, work));
          work.progress({
            phase:
              missing === 0
                ? 'Everything is under the version in use.'
                : `${missing} files are not where they were and stay under the old version.`,
            done: done + missing,
            total: done + missing,
            unit: 'things',
          });
          return null;
        }),
      };
    },
    'keys.ask-destruction': async ({ keyId, version, reason }) => ({
      requestId: await changing(keys.requestDestruction(keyId, version, reason)),
    }),
    'keys.roles': async () => {
      const [holders, role, identity] = [
        await roles.holders(),
        await roles.role(),
        services.token.identity(),
      ];
      const seen = (await keys.list()).flatMap(({ versions }) =>
        versions.flatMap(({ certificate }) => (certificate === null ? [] : [certificate.subject])),
      );
      return {
        holders: [...holders],
        me: identity === null || role === 'account' ? null : { person: identity.subject, role },
        seen: [...new Set(seen)].toSorted().slice(0, 1000),
      };
    },
    'keys.give-role': async ({ person, role }) => {
      await changing(roles.give(person, role));
      return {};
    },
    'keys.destroy': async ({ requestId }) => {
      await changing(keys.destroy(requestId));
      return {};
    },
  };
}

/** A name that every file system takes. */
const fileName = (name: string): string =>
  name.replaceAll(/[^\p{L}\p{N}-]+/gu, '-').replaceAll(/^-+|-+$/g, '') || 'key';
