import { dirname, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');

/** What the compiler says to one more file in a part of the program, under that part's own configuration. */
function messagesFor(part: string, source: string): string[] {
  const configFile = resolve(root, part, 'tsconfig.json');
  const { config } = ts.readConfigFile(configFile, (file) => ts.sys.readFile(file)) as { config: unknown };
  const { options, projectReferences, errors } = ts.parseJsonConfigFileContent(
    config,
    ts.sys,
    dirname(configFile),
  );
  expect(errors).toEqual([]);
  const file = resolve(root, part, 'one-more-file.ts');
  const host = ts.createCompilerHost(options);
  const real = { exists: host.fileExists.bind(host), read: host.readFile.bind(host) };
  host.fileExists = (name) => name === file || real.exists(name);
  host.readFile = (name) => (name === file ? source : real.read(name));
  // Whether or not the references are built; known to the compiler, not to its types.
  Object.assign(host, { useSourceOfProjectReferenceRedirect: () => true });
  const program = ts.createProgram({
    ...{ rootNames: [file], options, host },
    ...(projectReferences === undefined ? {} : { projectReferences }),
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('the compiler keeps the parts of the program apart', () => {
  it('lets the window import what is shared', { timeout: 60_000 }, () => {
    const source =
      "import type { ErrorCode } from '../src-shared/base/codes.ts';\nexport type Code = ErrorCode;\n";
    expect(messagesFor('src-renderer', source)).toEqual([]);
  });

  it('does not let the window import the main process', { timeout: 60_000 }, () => {
    const source = "import { Fault } from '../src-main/base/fault.ts';\nexport const made = Fault;\n";
    expect(messagesFor('src-renderer', source).join('\n')).toMatch(
      /src-main\/base\/fault\.ts' is not listed within the file list of project/,
    );
  });

  it.each(['src-shared', 'src-renderer'])('does not let %s import from Node', { timeout: 60_000 }, (part) => {
    const source = "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n";
    expect(messagesFor(part, source).join('\n')).toMatch(/Cannot find (module|name) 'node:fs'/);
  });

  it('does not let shared code use the document', { timeout: 60_000 }, () => {
    expect(messagesFor('src-shared', 'export const title = document.title;\n').join('\n')).toContain(
      'document',
    );
  });
});
