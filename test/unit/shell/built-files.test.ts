import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtFiles, requestedFile, type BuiltFiles } from '../../../src-main/shell/built-files.ts';

let folder: string;
let files: BuiltFiles;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'attestry-built-'));
  const built = join(folder, 'renderer');
  mkdirSync(join(built, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.js'), 'secret');
  for (const name of [
    'index.html',
    'assets/index-1.js',
    'assets/index-1.css',
    'assets/a b.svg',
    'assets/font.woff2',
  ])
    writeFileSync(join(built, name), 'x');
  writeFileSync(join(built, 'assets/index-1.js.map'), '{}');
  symlinkSync(join(folder, 'secret.js'), join(built, 'assets/link.js'));
  files = builtFiles(built);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('lists files of the kinds a window is made of: no source maps, no links', () => {
  expect([...files.keys()].sort()).toEqual([
    '/assets/a b.svg',
    '/assets/font.woff2',
    '/assets/index-1.css',
    '/assets/index-1.js',
    '/index.html',
  ]);
});

describe('requestedFile', () => {
  test.each([
    ['app://attestry/', 'text/html; charset=utf-8'],
    ['app://attestry/index.html', 'text/html; charset=utf-8'],
    ['app://attestry/index.html?x=1#/integrity', 'text/html; charset=utf-8'],
    ['app://attestry/assets/index-1.js', 'text/javascript; charset=utf-8'],
    ['app://attestry/assets/index-1.css', 'text/css; charset=utf-8'],
    ['app://attestry/assets/a%20b.svg', 'image/svg+xml'],
    ['app://attestry/assets/font.woff2', 'font/woff2'],
    ['app://attestry/assets/x/../index-1.js', 'text/javascript; charset=utf-8'],
  ])('gives %s', (url, type) => {
    expect(requestedFile(files, 'GET', url)?.type).toBe(type);
  });

  test.each([
    'app://attestry/../secret.js',
    'app://attestry/assets/../../secret.js',
    'app://attestry/%2e%2e/secret.js',
    'app://attestry/..%2fsecret.js',
    'app://attestry/%2e%2e%2fsecret.js',
    'app://attestry/..%5csecret.js',
    'app://attestry/..\\secret.js',
    'app://attestry/%252e%252e/secret.js',
    'app://attestry//etc/passwd',
    'app://attestry/%2fetc%2fpasswd',
    'app://attestry/assets/link.js',
    'app://attestry/assets/index-1.js.map',
    'app://attestry/assets/index-1.js/',
    'app://attestry/assets/index-1.js%00',
    'app://attestry/assets/INDEX-1.JS',
    'app://attestry/assets',
    'app://attestry/%',
    'app://attestry/favicon.ico',
    'app://evil/index.html',
    'app://attestry:1/index.html',
    'app://user@attestry/index.html',
    'https://attestry/index.html',
    'file:///index.html',
    'index.html',
    '',
  ])('refuses %j', (url) => {
    expect(requestedFile(files, 'GET', url)).toBeNull();
  });

  test.each(['POST', 'PUT', 'HEAD', 'OPTIONS', 'get'])('refuses the method %s', (method) => {
    expect(requestedFile(files, method, 'app://attestry/index.html')).toBeNull();
  });
});
