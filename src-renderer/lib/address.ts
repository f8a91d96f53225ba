/** The address of a place in this window, as it can be copied and pasted back. `path` begins with a slash. */
export function addressOf(path: string): string {
  return `${window.location.href.split('#')[0] ?? ''}#${path}`;
}
