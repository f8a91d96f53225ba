import { describe, expect, test } from 'vitest';
import { developmentUrl, senderCheck } from '../../../src-main/ipc/sender.ts';

const DEV = 'http://localhost:5173/';
const registered = (id: number): boolean => id === 1;
const packaged = senderCheck({ registered, devUrl: null });
const developing = senderCheck({ registered, devUrl: DEV });
const from = (url: string, more: { webContentsId?: number; topFrame?: boolean } = {}) => ({
  webContentsId: 1,
  topFrame: true,
  url,
  ...more,
});

describe('senderCheck', () => {
  test.each([
    ['our page', from('app://attestry/index.html'), true],
    ['our page with a fragment', from('app://attestry/index.html#/integrity'), true],
    ['another host of our scheme', from('app://evil/index.html'), false],
    ['a host that begins like ours', from('app://attestry.evil/'), false],
    ['a port', from('app://attestry:8080/'), false],
    ['a user name', from('app://attestry@evil/'), false],
    ['a user name before our host', from('app://x@attestry/'), false],
    ['another unknown scheme, whose origin is "null" too', from('evil://attestry/'), false],
    ['https with our host', from('https://attestry/'), false],
    ['a file', from('file:///app/attestry/index.html'), false],
    ['a data address', from('data:text/html,app://attestry/'), false],
    ['about:blank', from('about:blank'), false],
    ['no address', from(''), false],
    ['a frame within our page', from('app://attestry/index.html', { topFrame: false }), false],
    ['a window we did not open', from('app://attestry/index.html', { webContentsId: 2 }), false],
    ['the development server', from(DEV), false],
  ])('%s', (_what, sender, expected) => {
    expect(packaged(sender)).toBe(expected);
  });

  test.each([
    ['the development server', from(`${DEV}index.html`), true],
    ['our page', from('app://attestry/index.html'), true],
    ['its host on another port', from('http://localhost:5174/'), false],
    ['its host over https', from('https://localhost:5173/'), false],
    ['a frame of it', from(DEV, { topFrame: false }), false],
  ])('while developing: %s', (_what, sender, expected) => {
    expect(developing(sender)).toBe(expected);
  });
});

describe('developmentUrl', () => {
  test.each([
    [DEV, false, DEV],
    ['http://127.0.0.1:5173', false, 'http://127.0.0.1:5173'],
    [DEV, true, null],
    [undefined, false, null],
    ['https://evil.example/', false, null],
    ['http://localhost.evil.example/', false, null],
    ['not an address', false, null],
  ])('%s, packaged %s', (value, isPackaged, expected) => {
    expect(developmentUrl(value, isPackaged)).toBe(expected);
  });
});
