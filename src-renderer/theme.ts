import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** The one accent: deep teal. Shade 8 carries white text in light, 7 in dark (both at least 5.5:1). */
const teal: MantineColorsTuple = [
  '#ecf7f7',
  '#d5ebeb',
  '#a9d7d8',
  '#79c4c6',
  '#52aeb1',
  '#2f9195',
  '#1b7b80',
  '#126e73',
  '#0b5c61',
  '#06484c',
];

/** Neutral greys with a breath of teal. 6 is the soft text in light (6:1 on white), 4 the border of controls (3:1). */
const gray: MantineColorsTuple = [
  '#f6f8f8',
  '#eef1f1',
  '#e1e6e7',
  '#cfd6d8',
  '#87949a',
  '#66757b',
  '#516066',
  '#3b484d',
  '#293438',
  '#1a2326',
];

const dark: MantineColorsTuple = [
  '#e4eaeb',
  '#c3cccf',
  '#a3b0b4',
  '#87959a',
  '#66757b',
  '#3b474c',
  '#232b2e',
  '#1a2022',
  '#141919',
  '#0e1213',
];

/** Theme of the window: neutral surface, one accent, 14 px base, tabular figures (see styles/base.css), 8 px grid. */
export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: { light: 8, dark: 7 },
  colors: { teal, gray, dark },
  black: '#1a2326',
  white: '#ffffff',
  fontFamily: 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", "Liberation Mono", Menlo, monospace',
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '24px', xl: '28px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'sm',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '20px', lineHeight: '28px' },
      h2: { fontSize: '15px', lineHeight: '24px' },
      h3: { fontSize: '14px', lineHeight: '20px' },
    },
  },
  focusRing: 'auto',
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: false } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } } },
    Modal: {
      defaultProps: {
        centered: true,
        overlayProps: { backgroundOpacity: 0.45 },
        closeButtonProps: { 'aria-label': 'Close' },
        transitionProps: { duration: 80 },
      },
    },
  },
});

/** Our own variables, one set for each colour scheme; the styles use nothing else. Meaning never rests on them alone. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--page': '#f4f6f6',
    '--surface': '#ffffff',
    '--sunken': '#f4f6f6',
    '--hover': '#edf2f2',
    '--chosen': '#dfeff0',
    '--line': '#dde3e4',
    '--line-strong': '#c3ccce',
    '--ink': '#1a2326',
    '--ink-soft': '#516066',
    '--accent': '#0b5c61',
    '--good': '#14633d',
    '--good-tint': '#e7f4ec',
    '--bad': '#a8221b',
    '--bad-tint': '#fceceb',
    '--unsure': '#7d5200',
    '--unsure-tint': '#fdf3df',
    '--none': '#516066',
    '--none-tint': '#edf1f1',
    '--person': '#1d4f91',
    '--person-tint': '#e8f0fa',
    '--patient': '#5b3a9a',
    '--patient-tint': '#f0ebfa',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-error': '#a8221b',
  },
  dark: {
    '--page': '#0f1314',
    '--surface': '#171c1e',
    '--sunken': '#111617',
    '--hover': '#202729',
    '--chosen': '#16363a',
    '--line': '#2a3235',
    '--line-strong': '#414c50',
    '--ink': '#e4eaeb',
    '--ink-soft': '#a3b0b4',
    '--accent': '#79c4c6',
    '--good': '#6bcf98',
    '--good-tint': '#14291e',
    '--bad': '#ff9a92',
    '--bad-tint': '#361a19',
    '--unsure': '#edbd62',
    '--unsure-tint': '#322711',
    '--none': '#a3b0b4',
    '--none-tint': '#22292b',
    '--person': '#93bdf2',
    '--person-tint': '#17253a',
    '--patient': '#c3abf5',
    '--patient-tint': '#261e3a',
    '--mantine-color-body': '#171c1e',
    '--mantine-color-error': '#ff9a92',
  },
});
