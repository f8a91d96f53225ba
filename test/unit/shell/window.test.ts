import { describe, expect, test } from 'vitest';
import { visibleBounds } from '../../../src-main/shell/bounds.ts';
import { WEB_PREFERENCES } from '../../../src-main/shell/web-preferences.ts';

test('a page can do nothing but be a page', () => {
  expect(WEB_PREFERENCES).toStrictEqual({
    sandbox: true,
    contextIsolation: true,
    webSecurity: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    nodeIntegrationInWorker: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    experimentalFeatures: false,
    allowRunningInsecureContent: false,
    spellcheck: false,
  });
  expect(Object.isFrozen(WEB_PREFERENCES)).toBe(true);
});

describe('visibleBounds', () => {
  const screens = [
    { x: 0, y: 0, width: 1920, height: 1040 },
    { x: 1920, y: 0, width: 1280, height: 1000 },
  ];
  test.each([
    ['the first time', null, { width: 1280, height: 800 }],
    ['as it was', { x: 10, y: 20, width: 1100, height: 750 }, { x: 10, y: 20, width: 1100, height: 750 }],
    [
      'on the second screen',
      { x: 2000, y: 0, width: 1100, height: 750 },
      { x: 2000, y: 0, width: 1100, height: 750 },
    ],
    ['smaller than allowed', { x: 0, y: 0, width: 10, height: 10 }, { x: 0, y: 0, width: 1024, height: 700 }],
    ['on a screen that is gone', { x: 4000, y: 0, width: 1100, height: 750 }, { width: 1100, height: 750 }],
    [
      'with its title above the screen',
      { x: 0, y: -50, width: 1100, height: 750 },
      { width: 1100, height: 750 },
    ],
    ['with only a sliver left', { x: -1050, y: 0, width: 1100, height: 750 }, { width: 1100, height: 750 }],
  ])('%s', (_what, remembered, expected) => {
    expect(visibleBounds(remembered, screens)).toEqual(expected);
  });
});
