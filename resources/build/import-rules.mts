import { posix, relative, sep } from 'node:path';
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

/* Who may import whom (docs/architecture.md), as one lint rule. All paths are relative to the repository, with slashes. */

/** The rooms of src-main: each may import what stands in its own or an earlier line, through its doors. */
const ORDER: readonly (readonly string[])[] = [
  ['base'],
  ['audit', 'clinic', 'fhir', 'token'],
  ['signing'],
  ['keys', 'rights', 'controls', 'risk', 'phi', 'reports', 'review'],
  ['jobs'],
  ['ipc', 'cli'],
  ['shell'],
];
/** Folders and files that implement ports; only the composition root builds them. */
const ADAPTERS = [
  'src-main/cache/',
  'src-main/clinic/postgres/',
  'src-main/clinic/guard/',
  'src-main/token/pkcs11.ts',
  'src-main/token/client.ts',
  'src-main/processes/',
  'src-main/signing/time-stamp-http.ts',
  'src-main/rights/delivery/smtp.ts',
  'src-main/sample/',
];
/** The message format that every process and thread speaks: no adapter, though it lives among them. */
const FREE = 'src-main/processes/rpc.ts';
/** Where processes begin: they wire things as the composition root does, and no one imports them. */
const ENTRIES = ['src-main/main.ts', 'src-main/command-line.ts'];
const COMPOSE = /^src-main\/compose(-[a-z-]+)?\.ts$/;

/** Verifiers, which import nothing that writes. */
const VERIFIERS = [
  'src-main/audit/verify.ts',
  'src-main/signing/cms-check.ts',
  'src-main/reports/verify.ts',
  'src-main/review/open.ts',
];
const WRITES = /^node:fs(\/promises)?$|^fs(\/promises)?$/;
const writes = (file: string): boolean =>
  file.startsWith('src-main/cache/') || /\/(durable-file|seal)\.ts$/.test(file);

const roomOf = (file: string): string | undefined => /^src-main\/([^/]+)\//.exec(file)?.[1];
const levelOf = (room: string): number => ORDER.findIndex((rooms) => rooms.includes(room));
const isDoor = (file: string): boolean => /^src-main\/[^/]+\/(index|ports)\.ts$/.test(file);
const adapterOf = (file: string): string | undefined =>
  ADAPTERS.find((adapter) => (adapter.endsWith('/') ? file.startsWith(adapter) : file === adapter));
/** The folder an adapter belongs to, inside which it may be imported. */
const folderOf = (adapter: string): string =>
  adapter.endsWith('/') ? adapter : `${posix.dirname(adapter)}/`;

/** An import as the rule sees it. */
export interface Import {
  /** The importing file. */
  readonly from: string;
  /** What it asks for: a file for a relative import, otherwise the name of a module. */
  readonly to: string;
  /** Whether `to` is a file. */
  readonly isFile: boolean;
  /** Whether the import is gone when the program runs. */
  readonly isTypeOnly: boolean;
}

/** Why an import is against the order of the house; undefined if it is not. */
export function refusal({ from, to, isFile, isTypeOnly }: Import): string | undefined {
  if (from.startsWith('src-shared/')) {
    if (isFile ? to.startsWith('src-shared/') : to === 'zod') return undefined;
    return 'src-shared imports only itself and zod';
  }
  if (from.startsWith('src-renderer/')) {
    if (!isFile || to.startsWith('src-renderer/') || to.startsWith('src-shared/')) return undefined;
    return 'the window knows only src-shared';
  }
  if (!from.startsWith('src-main/')) return undefined;
  if (VERIFIERS.includes(from) && !isTypeOnly && (isFile ? writes(to) : WRITES.test(to)))
    return 'a verifier imports nothing that writes';
  if (!isFile) return undefined;
  if (to.startsWith('src-renderer/') || to.startsWith('test/'))
    return 'the main process knows neither the window nor the tests';
  return to.startsWith('src-main/') ? withinMain(from, to) : undefined;
}

function withinMain(from: string, to: string): string | undefined {
  if (ENTRIES.includes(from)) return undefined;
  if (ENTRIES.includes(to)) return 'no one imports an entry';
  if (COMPOSE.test(from)) return undefined;
  if (COMPOSE.test(to)) return 'only the entries import the composition root';
  const room = roomOf(from);
  const other = roomOf(to);
  if (room === undefined || other === undefined)
    return 'outside the rooms there are only the entries and compose.ts';
  if (other === 'base' || to === FREE) return undefined;
  const adapter = adapterOf(to);
  // Adapters of one room share what they are built on.
  const kin = room === other && adapterOf(from) !== undefined;
  if (adapter !== undefined && !kin && !from.startsWith(folderOf(adapter)))
    return `${adapter} is an adapter: import its port; compose.ts builds it`;
  if (room === other) return undefined;
  if (!isDoor(to)) return `another room is entered through ${other}/index.ts or ${other}/ports.ts`;
  if (adapterOf(from) !== undefined) return undefined;
  if (levelOf(room) < 0)
    return `the room ${room} has no place in the order yet: give it one in import-rules.mts`;
  return levelOf(other) <= levelOf(room) ? undefined : `${other} stands to the right of ${room}`;
}

type Source = TSESTree.Node | null | undefined;
const allTypes = (
  specifiers: readonly { readonly importKind?: string; readonly exportKind?: string }[],
): boolean =>
  specifiers.length > 0 && specifiers.every((each) => (each.importKind ?? each.exportKind) === 'type');

/** Reports every import of a file, static, dynamic or of types, that {@link refusal} refuses. */
const rooms: TSESLint.RuleModule<'refused'> = {
  meta: {
    type: 'problem',
    docs: { description: 'who may import whom' },
    messages: { refused: '{{reason}}' },
    schema: [],
  },
  create(context) {
    const from = relative(context.cwd, context.filename).split(sep).join('/');
    const check = (node: TSESTree.Node, source: Source, isTypeOnly: boolean): void => {
      if (!source || !('value' in source) || typeof source.value !== 'string') return;
      const name = source.value.replace(/\?.*$/, '');
      const isFile = name.startsWith('.');
      const to = isFile ? posix.join(posix.dirname(from), name) : name;
      const reason = refusal({ from, to, isFile, isTypeOnly });
      if (reason !== undefined) context.report({ node, messageId: 'refused', data: { reason } });
    };
    return {
      ImportDeclaration(node) {
        const specifiers = node.specifiers as { importKind?: string }[];
        check(node, node.source, node.importKind === 'type' || allTypes(specifiers));
      },
      ExportNamedDeclaration(node) {
        check(node, node.source, node.exportKind === 'type' || allTypes(node.specifiers));
      },
      ExportAllDeclaration(node) {
        check(node, node.source, node.exportKind === 'type');
      },
      ImportExpression(node) {
        check(node, node.source, false);
      },
      TSImportType(node) {
        check(node, node.source, true);
      },
    };
  },
};

/** The plugin for eslint.config.js. */
export const attestry = { rules: { rooms } };
