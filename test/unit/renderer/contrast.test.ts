import { DEFAULT_THEME, mergeMantineTheme } from '@mantine/core';
import { describe, expect, it } from 'vitest';
import { theme, variables } from '../../../src-renderer/theme.ts';

/** Relative luminance of `#rrggbb` (WCAG 2.2). */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const merged = mergeMantineTheme(DEFAULT_THEME, theme);
const schemes = variables(merged);

/** What is read, and what it is read on. */
const PAIRS = [
  ...['--page', '--surface', '--sunken', '--hover', '--chosen'].flatMap((ground) => [
    ['--ink', ground],
    ['--ink-soft', ground],
    ['--accent', ground],
  ]),
  ...['--good', '--bad', '--unsure', '--none', '--person', '--patient'].flatMap((meaning) => [
    [meaning, `${meaning}-tint`],
    [meaning, '--surface'],
    ['--ink', `${meaning}-tint`],
    ['--ink-soft', `${meaning}-tint`],
  ]),
] as [string, string][];

describe.each(['light', 'dark'] as const)('contrast, %s', (scheme) => {
  it.each(PAIRS)('%s on %s is at least 4.5 to 1', (text, ground) => {
    const colours: Readonly<Record<string, string>> = schemes[scheme];
    expect(contrast(colours[text]!, colours[ground]!)).toBeGreaterThanOrEqual(4.5);
  });
  it('of the accent’s buttons is at least 4.5 to 1', () => {
    const shade = { light: 8, dark: 7 }[scheme];
    expect(contrast('#ffffff', merged.colors.teal[shade]!)).toBeGreaterThanOrEqual(4.5);
  });
});
