import { debug, windows } from './runtime.ts';
import { emitter } from './strict.ts';
import type { BrowserWindow } from './window.ts';

type Source = 'system' | 'light' | 'dark';
let source: Source = 'system';

export const nativeTheme = emitter('nativeTheme', {
  shouldUseHighContrastColors: false,
  inForcedColorsMode: false,
  /** The system's own scheme is Chromium's secret here: it counts as light. */
  get shouldUseDarkColors(): boolean {
    return source === 'dark';
  },
  get themeSource(): Source {
    return source;
  },
  set themeSource(value: Source) {
    source = value;
    for (const window of windows) applyTheme(window).catch(debug);
    nativeTheme.emit('updated');
  },
});

/** Shows a window's page the chosen colour scheme. */
export async function applyTheme(window: BrowserWindow): Promise<void> {
  await window.surface.opened;
  const features = source === 'system' ? [] : [{ name: 'prefers-color-scheme', value: source }];
  await window.surface.send('Emulation.setEmulatedMedia', { features });
}
