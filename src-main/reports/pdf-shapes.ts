import type { Font, Run } from './pdfmake-parts.ts';

/** Runs of letters whose shapes are remembered, a generation: about 10 MB. */
const MOST_RUNS = 1500;

/**
 * Lets a font remember the shapes of what it was asked for last. Shaping takes most of the time, and everything is shaped
 * twice: to measure it and to draw it. A cache without an end would keep a whole report.
 */
export function rememberShapes(font: Font): void {
  const shape = font.layoutRun.bind(font);
  let recent = new Map<string, Run>();
  let older = new Map<string, Run>();
  font.layoutRun = (text, features) => {
    if (features !== undefined && features.length > 0) return shape(text, features);
    const known = recent.get(text);
    if (known !== undefined) return known;
    const run = older.get(text) ?? shape(text);
    if (recent.size >= MOST_RUNS) [older, recent] = [recent, new Map<string, Run>()];
    recent.set(text, run);
    return run;
  };
}
