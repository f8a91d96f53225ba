import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { codeOf, Fault } from '../../base/fault.ts';
import type { PackFile, PackStep } from '../pack.ts';

const NAME = /^(\d{4})-[a-z][a-z-]*\.sql$/;
const stepSchema = z.strictObject({
  made: z.record(z.string(), z.strictObject({ kind: z.string(), facts: z.record(z.string(), z.string()) })),
  gone: z.array(z.string()),
});

/**
 * The pack as this application brings it, by number.
 *
 * @param folder - `resources/guard`
 * @throws Fault `internal` when a file is missing or two have one number
 */
export async function readPack(folder: string): Promise<readonly PackFile[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => NAME.test(name)).sort();
  const files = await Promise.all(names.map((name) => readOne(folder, name)));
  if (files.length === 0 || new Set(files.map(({ number }) => number)).size < files.length)
    throw incomplete();
  return files;
}

async function readOne(folder: string, name: string): Promise<PackFile> {
  try {
    const sql = await readFile(join(folder, name), 'utf8');
    return {
      number: Number(name.slice(0, 4)),
      name,
      sql,
      sha256: createHash('sha256').update(sql).digest('hex'),
      down: await readFile(join(folder, 'down', name), 'utf8'),
      step: await readStep(join(folder, 'manifest', name.replace(/sql$/, 'json'))),
    };
  } catch (error) {
    throw incomplete(error);
  }
}

async function readStep(file: string): Promise<PackStep | null> {
  try {
    return stepSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

const incomplete = (cause?: unknown): Fault =>
  new Fault(
    'internal',
    'The SQL files of the guard pack are missing or damaged.',
    'Install the application again.',
    cause,
  );
