import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LEVELS } from '../../src-shared/audit/types.ts';
import type { Witness } from '../../src-main/audit/ports.ts';
import type { Verification } from '../../src-main/audit/verify.ts';
import { extendWitness, signWitnessed } from '../../src-main/audit/witness.ts';
import { allOf, kept } from '../fakes/checkpoints.ts';
import { memoryWitness } from '../fakes/log.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { fitLeaf, FOLLOW_CHAIN, reseal } from '../fixtures/recompute.ts';
import { look } from '../fixtures/world.ts';

const FILE = resolve(import.meta.dirname, '../../docs/integrity.md');
const BEGIN = '<!-- measured: begin -->\n';
const END = '<!-- measured: end -->';
const ENTRIES = 300;
const BLOCK = 60;
const { signal } = new AbortController();
const now = (): string => new Date().toISOString();

let database: ClinicDatabase;
beforeAll(async () => {
  database = await startClinicDatabase();
});
afterAll(async () => {
  await database.stop();
});

/** What is done: to the database, and to the officer's computer. */
type Deed = {
  readonly name: string;
  readonly sql: string;
  readonly witness?: (honest: Witness) => Promise<Witness>;
};

const MODIFY = "update guard.audit_log set actor = 'somebody else' where id = 120;";
// The new row is given a number that was passed over, and a transaction of its neighbours.
const INSERT = `insert into guard.audit_log (id, actor, event_type, action, xid)
  select 150, 'nobody', 'record.read', 'read', xid from guard.audit_log where id = 149;`;
const DELETE = 'delete from guard.audit_log where id = 120;';
const SWAP = `update guard.audit_log set id = case id when 120 then -120 else -200 end where id in (120, 200);
  update guard.audit_log set id = case id when -120 then 200 else 120 end where id < 0;`;
const REDATE = "update guard.audit_log set occurred_at = occurred_at - interval '1 day' where id = 120;";

/** The newest checkpoint exchanged for one over what is there now, signed by somebody else under the officer's certificate. */
const forged = async (honest: Witness): Promise<Witness> => {
  const stranger = await signerOf(await certify('Officer'));
  const copy = memoryWitness();
  await extendWitness(database.log, copy, signal, () => undefined);
  await signWitnessed('attestry.log/x', copy, stranger, now, signal);
  const notes = await allOf(honest);
  const { certificate } = notes.at(-1)!;
  return {
    ...honest,
    ...kept([...notes.slice(0, -1), { ...copy.notes[0]!, certificate }]),
  };
};

const SIX: readonly Deed[] = [
  { name: 'modification: an entry is changed', sql: MODIFY },
  { name: 'insertion: an entry is put in between', sql: INSERT },
  { name: 'deletion: an entry is removed', sql: DELETE },
  { name: 'reordering: two entries change places', sql: SWAP },
  { name: 'timestamp manipulation: an entry is re-dated', sql: REDATE },
  { name: 'invalid signature: a checkpoint is exchanged', sql: '', witness: forged },
];
const AFRESH = SIX.map((deed): Deed => {
  const what = deed.sql === '' ? MODIFY : deed.sql;
  const name = deed.sql === '' ? 'invalid signature: as the first, and a checkpoint is exchanged' : deed.name;
  return { ...deed, name, sql: `${what} ${reseal(BLOCK)};` };
});
const FURTHER: readonly Deed[] = [
  { name: 'the entry', sql: MODIFY },
  { name: '… and its own seal', sql: `${MODIFY} ${fitLeaf(120)};` },
  { name: '… and the chain from there on', sql: `${MODIFY} ${fitLeaf(120)}; ${FOLLOW_CHAIN};` },
  { name: '… and tree and blocks', sql: `${MODIFY} ${reseal(BLOCK)};` },
  {
    name: 'the last entries cut off, with their seals',
    sql: 'delete from guard.audit_log where id > 290; delete from guard.seal where entry_id > 290;',
  },
  {
    name: 'an older backup restored: the last block, its seals and its entries are gone',
    sql: `delete from guard.audit_log where id in (select entry_id from guard.seal where position >= 240);
          delete from guard.seal where position >= 240; delete from guard.block where first_position >= 240;`,
  },
];

/** A log of 300 entries with a number passed over at 150, in blocks of 60, each witnessed and signed. */
async function honest(): Promise<Witness> {
  await database.reset();
  await database.fill(149);
  await database.sql("select nextval(pg_get_serial_sequence('guard.audit_log', 'id'))");
  await database.fill(ENTRIES - 149);
  const witness = memoryWitness();
  const signer = await signerOf(await certify('Officer'));
  while ((await database.log.sealPending(BLOCK)) > 0) {
    await extendWitness(database.log, witness, signal, () => undefined);
    await signWitnessed('attestry.log/x', witness, signer, now, signal);
  }
  return witness;
}

/** A verdict in a few words. */
function words({ result, findings }: Verification): string {
  if (result !== 'tampered') return result === 'intact' ? '–' : 'could not tell';
  return [...Map.groupBy(findings, ({ type }) => type)]
    .map(([type, members]) => {
      const blocks = members.flatMap(({ evidence }) =>
        evidence.reference === 'block' ? (evidence.block ?? []) : [],
      );
      const rest = members.filter(({ evidence }) => evidence.reference !== 'block');
      const what = [
        list(
          'entry',
          'entries',
          rest.flatMap(({ entryId }) => entryId ?? []),
        ),
        list(
          'position',
          'positions',
          rest.flatMap(({ position, entryId }) => (entryId === null ? (position ?? []) : [])),
        ),
        list('block', 'blocks', blocks),
      ].filter((part) => part !== '');
      return `**${type}** ${what.length === 0 ? '(which is not said)' : what.join(', ')}`;
    })
    .join('; ');
}

function list(one: string, many: string, numbers: readonly number[]): string {
  if (numbers.length === 0) return '';
  if (numbers.length === 1) return `${one} ${String(numbers[0])}`;
  return numbers.length <= 3 ? `${many} ${numbers.join(', ')}` : `${numbers.length} ${many}`;
}

async function table(title: string, deeds: readonly Deed[]): Promise<string> {
  const lines = [`| ${title} | ${LEVELS.join(' | ')} |`, `|${' --- |'.repeat(LEVELS.length + 1)}`];
  for (const deed of deeds) {
    const own = await honest();
    for (const level of LEVELS)
      expect(await look(database.log, own, level), level).toMatchObject({ result: 'intact', findings: [] });
    if (deed.sql !== '') await database.tamper(deed.sql.replace(/;\s*$/, ''));
    const witness = await (deed.witness ?? ((same) => Promise.resolve(same)))(own);
    const cells: string[] = [];
    for (const level of LEVELS) cells.push(words(await look(database.log, witness, level)));
    lines.push(`| ${deed.name} | ${cells.join(' | ')} |`);
  }
  return `${lines.join('\n')}\n`;
}

test('docs/integrity.md says what each level sees of each kind of tampering (ATTESTRY_UPDATE_DOCS=1 writes it anew)', async () => {
  const measured = [
    await table('Rows are changed, the seals are left', SIX),
    await table('The same, and seals, chain, tree and blocks are made anew', AFRESH),
    await table('How far an administrator goes', FURTHER),
  ].join('\n');
  const text = readFileSync(FILE, 'utf8');
  const from = text.indexOf(BEGIN) + BEGIN.length;
  const to = text.indexOf(END);
  expect(from).toBeGreaterThan(BEGIN.length);
  expect(to).toBeGreaterThan(from);
  if (process.env.ATTESTRY_UPDATE_DOCS === '1')
    writeFileSync(FILE, `${text.slice(0, from)}\n${measured}\n${text.slice(to)}`);
  else expect(text.slice(from, to).trim()).toBe(measured.trim());
});
