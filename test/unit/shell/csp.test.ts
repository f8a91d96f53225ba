import { expect, test } from 'vitest';
import { contentSecurityPolicy, securityHeaders } from '../../../src-main/shell/csp.ts';

const directives = (policy: string): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    policy.split(';').map((directive) => {
      const [name = '', ...sources] = directive.trim().split(/\s+/);
      return [name, sources] as const;
    }),
  );

test('a document may load itself and nothing else', () => {
  expect(directives(contentSecurityPolicy('bm9uY2U='))).toEqual({
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'", "'nonce-bm9uY2U='"],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
    'object-src': ["'none'"],
  });
});

test('the headers of every answer', () => {
  expect(securityHeaders('x')).toEqual({
    'content-security-policy': contentSecurityPolicy('x'),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  });
});
