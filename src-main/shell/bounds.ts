import type { WindowBounds } from '../base/config.ts';

export const MIN_WIDTH = 1024;
export const MIN_HEIGHT = 700;
/** So much of a window must lie on a screen for it to be found and dragged, in pixels. */
const GRIP = 100;

/**
 * The remembered place of the window if it can still be seen: a screen may have been unplugged since. Without a place the
 * window is centred.
 *
 * @param screens - the usable areas of the screens that are there
 */
export function visibleBounds(
  remembered: WindowBounds | null,
  screens: readonly WindowBounds[],
): Partial<WindowBounds> & Pick<WindowBounds, 'width' | 'height'> {
  if (remembered === null) return { width: 1280, height: 800 };
  const width = Math.max(remembered.width, MIN_WIDTH);
  const height = Math.max(remembered.height, MIN_HEIGHT);
  const { x, y } = remembered;
  const seen = screens.some(
    (screen) =>
      Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x) >= GRIP &&
      y >= screen.y &&
      y <= screen.y + screen.height - GRIP,
  );
  return seen ? { x, y, width, height } : { width, height };
}
