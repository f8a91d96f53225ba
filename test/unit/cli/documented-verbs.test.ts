import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { runCli } from '../../../src-main/cli/run.ts';

/** The verbs that a verb's help lists. */
async function listed(path: readonly string[]): Promise<readonly string[]> {
  const out = new PassThrough();
  const chunks: string[] = [];
  out.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  await runCli({
    args: [...path, '--help'],
    version: '0',
    home: '/nowhere',
    resources: '/nowhere',
    out,
    err: new PassThrough(),
    services: () => {
      throw new Error('help asks for nothing');
    },
  });
  const text = chunks.join('');
  const at = text.indexOf('Commands:');
  if (at < 0) return [];
  return [...text.slice(at).matchAll(/^ {2}([a-z][a-z-]*)/gm)].flatMap(([, name]) =>
    name === undefined || name === 'help' ? [] : [name],
  );
}

test('every verb of the command line is in its document', async () => {
  const document = readFileSync(join(import.meta.dirname, '../../../docs/command-line.md'), 'utf8');
  const verbs = await listed([]);
  expect(verbs.length).toBeGreaterThan(20);
  for (const verb of verbs) {
    expect(document, verb).toMatch(new RegExp(`\`${verb}[ \`]`));
    for (const part of await listed([verb]))
      expect(document, `${verb} ${part}`).toMatch(
        new RegExp(`\`${verb} ${part}[ \`]|also.*\`${part}\`|\`${part}\``),
      );
  }
});
