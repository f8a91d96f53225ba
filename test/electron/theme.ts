import { debug, windows } from './runtime.ts';
import { emitter } from './strict.ts';
import type { Surface } from './surface.ts';

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
    for (const { surface } of windows) surface.opened.then(() => showTheme(surface)).catch(debug);
    nativeTheme.emit('updated');
  },
});

/** Shows a page the chosen colour scheme. */
export async function showTheme(surface: Surface): Promise<void> {
  const features = source === 'system' ? [] : [{ name: 'prefers-color-scheme', value: source }];
  await surface.send('Emulation.setEmulatedMedia', { features });
}
