import { expect, test } from 'vitest';
import type { SealedLog } from '../../../src-main/audit/ports.ts';
import { extendWitness, signWitnessed } from '../../../src-main/audit/witness.ts';
import { copyTables, memoryLog, memoryWitness, sealRows, stored, type Tables } from '../../fakes/log.ts';
import { entryBytes, rowNumber } from '../../fixtures/entry-bytes.ts';
import { look, signer, told } from '../../fixtures/world.ts';

const { signal } = new AbortController();

test.each([
  ['nothing', []],
  ['what was done before', ['modification 3 4']],
])(
  'what is sealed and witnessed while a verification begins is not missed: it finds %s',
  async (_name, findings) => {
    const rows = Array.from({ length: 40 }, (_, at) => stored(rowNumber(at + 1)));
    const tables: Tables = { rows, seals: new Map(), blocks: [] };
    const witness = memoryWitness();
    const takeOver = async (): Promise<void> => {
      await extendWitness(memoryLog(tables), witness, signal, () => undefined);
      await signWitnessed('attestry.log/x', witness, signer, () => new Date().toISOString(), signal);
    };
    sealRows(tables, rows.slice(0, 20), 10);
    await takeOver();
    const shown = copyTables(tables);
    if (findings.length > 0) {
      const row = { ...rowNumber(4), actor: 'another' };
      shown.rows[3] = { row, bytes: entryBytes(row), passed: false };
    }
    const log: SealedLog = {
      ...memoryLog(shown),
      snapshot: async () => {
        const opened = await memoryLog(shown).snapshot(signal);
        sealRows(tables, rows.slice(20), 10);
        await takeOver();
        return opened;
      },
    };
    expect(told(await look(log, witness, 'blockchain'))).toEqual(findings);
    expect(await witness.size()).toBe(40);
  },
);

test('that a standby was read stands in the run', async () => {
  const tables: Tables = { rows: [stored(rowNumber(1))], seals: new Map(), blocks: [] };
  sealRows(tables, tables.rows, 10);
  const detail = async (standby: boolean): Promise<string> => {
    const log = memoryLog(tables);
    const snapshot = async () => ({ ...(await log.snapshot(signal)), standby });
    return (await look({ ...log, snapshot }, memoryWitness(), 'merkle')).steps[0]!.detail;
  };
  expect(await detail(true)).toContain('standby');
  expect(await detail(false)).not.toContain('standby');
});
