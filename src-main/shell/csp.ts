/**
 * What a document of ours may load: itself, and nothing from anywhere else. The nonce lets the one style tag in that
 * the component library writes at run time; it is fresh for every document.
 *
 * @param nonce - base64, at least 128 bits, never used twice
 */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');

/** Where the build leaves room for the nonce, in a meta tag of index.html. */
export const NONCE_PLACE = '__STYLE_NONCE__';

/** Headers of every answer on our scheme. */
export const securityHeaders = (nonce: string): Readonly<Record<string, string>> => ({
  'content-security-policy': contentSecurityPolicy(nonce),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
});
