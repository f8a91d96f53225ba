import { RuleTester } from 'eslint';
import { parser } from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { attestry, refusal } from '../../../resources/build/import-rules.mts';

const main = (from: string, to: string, isTypeOnly = false): string | undefined =>
  refusal({ from: `src-main/${from}`, to: `src-main/${to}`, isFile: true, isTypeOnly });

describe('who may import whom', () => {
  it.each([
    ['audit/verify.ts', 'audit/merkle.ts'],
    ['audit/verify.ts', 'base/hash.ts'],
    ['reports/model.ts', 'audit/index.ts'],
    ['reports/model.ts', 'token/ports.ts'],
    ['jobs/runner.ts', 'reports/index.ts'],
    ['shell/window.ts', 'ipc/index.ts'],
    ['token/session.ts', 'token/pkcs11.ts'],
    ['token/process.ts', 'processes/rpc.ts'],
    ['cache/stores/audit.ts', 'cache/database.ts'],
    ['cache/stores/audit.ts', 'jobs/ports.ts'],
    ['clinic/postgres/pool.ts', 'audit/index.ts'],
    ['clinic/postgres/pool.ts', 'clinic/roles.ts'],
    ['sample/clinic.ts', 'clinic/ports.ts'],
    ['audit/checkpoint.ts', 'token/index.ts'],
    ['clinic/guard/install.ts', 'clinic/postgres/connect.ts'],
    ['compose.ts', 'cache/database.ts'],
    ['compose-reports.ts', 'token/client.ts'],
    ['main.ts', 'compose.ts'],
    ['main.ts', 'shell/window.ts'],
    ['command-line.ts', 'compose.ts'],
    ['command-line.ts', 'cli/run.ts'],
  ])('%s may import %s', (from, to) => {
    expect(main(from, to)).toBeUndefined();
  });

  it.each([
    ['audit/verify.ts', 'reports/index.ts', 'reports stands to the right of audit'],
    ['audit/checkpoint.ts', 'token/signature.ts', 'token/index.ts or token/ports.ts'],
    ['clinic/index.ts', 'clinic/guard/install.ts', 'adapter'],
    ['base/log.ts', 'audit/index.ts', 'audit stands to the right of base'],
    ['jobs/runner.ts', 'cli/index.ts', 'cli stands to the right of jobs'],
    ['cli/verbs/seal.ts', 'shell/index.ts', 'shell stands to the right of cli'],
    ['reports/model.ts', 'audit/merkle.ts', 'audit/index.ts or audit/ports.ts'],
    ['reports/model.ts', 'cache/database.ts', 'adapter'],
    ['clinic/index.ts', 'clinic/postgres/pool.ts', 'adapter'],
    ['reports/model.ts', 'token/client.ts', 'adapter'],
    ['shell/window.ts', 'processes/utility.ts', 'adapter'],
    ['sample/clinic.ts', 'clinic/postgres/pool.ts', 'adapter'],
    ['cache/stores/audit.ts', 'audit/merkle.ts', 'audit/index.ts or audit/ports.ts'],
    ['ipc/handlers.ts', 'compose.ts', 'composition root'],
    ['cli/run.ts', 'compose.ts', 'composition root'],
    ['compose.ts', 'main.ts', 'no one imports an entry'],
    ['cellar/index.ts', 'audit/index.ts', 'no place in the order'],
  ])('%s may not import %s', (from, to, reason) => {
    expect(main(from, to)).toContain(reason);
  });

  it('keeps the three parts of the program apart', () => {
    const cross = (from: string, to: string): string | undefined =>
      refusal({ from, to, isFile: to.includes('/') && to.startsWith('src-'), isTypeOnly: true });
    expect(cross('src-main/base/log.ts', 'src-renderer/app.tsx')).toContain('neither the window');
    expect(cross('src-main/base/log.ts', 'src-shared/base/codes.ts')).toBeUndefined();
    expect(cross('src-renderer/app.tsx', 'src-main/base/log.ts')).toContain('only src-shared');
    expect(cross('src-renderer/app.tsx', 'src-shared/base/codes.ts')).toBeUndefined();
    expect(cross('src-renderer/app.tsx', 'react')).toBeUndefined();
    expect(cross('src-shared/ipc/contract.ts', 'zod')).toBeUndefined();
    expect(cross('src-shared/ipc/contract.ts', 'node:fs')).toContain('zod');
    expect(cross('src-shared/ipc/contract.ts', 'src-main/base/log.ts')).toContain('zod');
  });

  it('keeps what writes out of the verifiers', () => {
    for (const from of [
      'src-main/audit/verify.ts',
      'src-main/reports/verify.ts',
      'src-main/review/open.ts',
    ]) {
      for (const to of ['node:fs', 'node:fs/promises']) {
        expect(refusal({ from, to, isFile: false, isTypeOnly: false })).toContain('nothing that writes');
        expect(refusal({ from, to, isFile: false, isTypeOnly: true })).toBeUndefined();
      }
      for (const to of [
        'src-main/base/durable-file.ts',
        'src-main/audit/seal.ts',
        'src-main/cache/database.ts',
      ])
        expect(refusal({ from, to, isFile: true, isTypeOnly: false })).toContain('nothing that writes');
      expect(refusal({ from, to: 'node:crypto', isFile: false, isTypeOnly: false })).toBeUndefined();
    }
  });
});

RuleTester.describe = describe;
RuleTester.it = it;
new RuleTester({ languageOptions: { parser } }).run('attestry/rooms', attestry.rules.rooms as never, {
  valid: [
    { filename: 'src-main/reports/model.ts', code: "import { verify } from '../audit/index.ts';" },
    { filename: 'src-main/audit/verify.ts', code: "import type { Stats } from 'node:fs';" },
    {
      filename: 'src-main/clinic/guard/sql.ts',
      code: "import text from '../../../resources/guard/1.sql?raw';",
    },
  ],
  invalid: [
    "import { leaf } from '../audit/merkle.ts';",
    "import type { Leaf } from '../audit/merkle.ts';",
    "export { leaf } from '../audit/merkle.ts';",
    "export * from '../audit/merkle.ts';",
    "const { leaf } = await import('../audit/merkle.ts');",
    "type Leaf = import('../audit/merkle.ts').Leaf;",
  ].map((code) => ({ filename: 'src-main/reports/model.ts', code, errors: [{ messageId: 'refused' }] })),
});
