/** The nonce that the main process wrote into the page: without it the policy refuses style elements. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? '';
}

/**
 * Gives the nonce to the scroll lock behind sheets (react-remove-scroll), which makes its own style element and looks
 * for the nonce under this name and nowhere else.
 */
export function shareStyleNonce(): void {
  Object.defineProperty(globalThis, '__webpack_nonce__', { value: styleNonce() });
}
