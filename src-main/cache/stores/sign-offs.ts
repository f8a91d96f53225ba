import { type SignedDecision } from '../../../src-shared/signing/types.ts';
import type { CacheDatabase } from '../database.ts';

type Row = { readonly id: string; readonly document: string; readonly signature: Buffer };

/** Sign-offs: decisions with their signatures, in the order of signing. */
export function signOffStore(database: CacheDatabase) {
  const add = database.prepare(
    'insert into sign_off (id, kind, subject, document, signature) values (?, ?, ?, ?, ?)',
  );
  const byId = database.prepare<[string], Row>('select id, document, signature from sign_off where id = ?');
  const about = database.prepare<[string, string], Row>(
    'select id, document, signature from sign_off where kind = ? and subject = ? order by number',
  );
  const all = database.prepare<[], Row>('select id, document, signature from sign_off order by number desc');
  const signed = ({ id, document, signature }: Row): SignedDecision => ({
    signOffId: id,
    document,
    signature: signature.toString('base64'),
  });
  return {
    append: ({ signOffId, document, signature }: SignedDecision, kind: string, subject: string): void => {
      add.run(signOffId, kind, subject, document, Buffer.from(signature, 'base64'));
    },
    read: (signOffId: string): SignedDecision | null => {
      const row = byId.get(signOffId);
      return row === undefined ? null : signed(row);
    },
    all: (): SignedDecision[] => all.all().map(signed),
    about: (kind: string, subject: string): SignedDecision[] => about.all(kind, subject).map(signed),
  };
}
