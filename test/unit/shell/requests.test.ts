import { describe, expect, test } from 'vitest';
import { PAGES } from '../../../src-main/shell/pages.ts';
import { requestAllowed } from '../../../src-main/shell/requests.ts';

const DEV = 'http://localhost:5173';

describe('requestAllowed', () => {
  test.each([
    ['app://attestry/index.html', 'mainFrame', true],
    ['app://attestry/assets/a.js', 'script', true],
    ['data:image/png;base64,AAAA', 'image', true],
    ['blob:app://attestry/0f8fad5b', 'other', true],
    ['data:text/html,<script>1</script>', 'mainFrame', false],
    ['data:text/javascript,1', 'script', false],
    ['blob:https://evil.example/0f8fad5b', 'other', false],
    ['app://evil/index.html', 'mainFrame', false],
    ['https://evil.example/', 'xhr', false],
    ['http://localhost:5173/', 'mainFrame', false],
    ['ws://localhost:5173/', 'webSocket', false],
    ['wss://evil.example/', 'webSocket', false],
    ['file:///etc/passwd', 'mainFrame', false],
    ['ftp://evil.example/', 'other', false],
    ['devtools://devtools/bundled/inspector.html', 'mainFrame', false],
    ['chrome://gpu', 'mainFrame', false],
    ['javascript:alert(1)', 'mainFrame', false],
    ['', 'other', false],
  ])('%s as %s', (url, type, expected) => {
    expect(requestAllowed(url, type, null)).toBe(expected);
  });

  test.each([
    [`${DEV}/main.tsx`, 'script', true],
    ['ws://localhost:5173/?token=1', 'webSocket', true],
    ['devtools://devtools/bundled/inspector.html', 'mainFrame', true],
    ['ws://localhost:9999/', 'webSocket', false],
    ['https://evil.example/', 'script', false],
  ])('while developing: %s as %s', (url, type, expected) => {
    expect(requestAllowed(url, type, DEV)).toBe(expected);
  });
});

test('pages that open outside are plain https addresses', () => {
  for (const address of Object.values(PAGES)) {
    const { protocol, username, password, port, search } = new URL(address);
    expect([protocol, username, password, port, search]).toEqual(['https:', '', '', '', '']);
  }
});
