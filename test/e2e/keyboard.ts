import { expect, type Locator, type Page } from '@playwright/test';

/** More stops than any page has. */
const STOPS = 150;

/** Whether the focus is on a control, or the control is what the focus stands for. */
const hasFocus = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => element === document.activeElement);

/** What somebody does who has no mouse: Tab until it is there, then a key. */
export type Keyboard = {
  /** Goes to a control by Tab. */
  reach(target: Locator): Promise<void>;
  /** Goes there and presses Enter. */
  press(target: Locator): Promise<void>;
  /** Goes there and presses the space bar. */
  tick(target: Locator): Promise<void>;
  /** Goes there, replaces what stands in it and types. */
  type(target: Locator, text: string): Promise<void>;
  /** Goes to a list of choices and down to the one that begins so. */
  choose(target: Locator, beginning: string): Promise<void>;
};

/** The keyboard of a page. */
export function keyboardOf(page: Page): Keyboard {
  const reach = async (target: Locator): Promise<void> => {
    await expect(target).toBeAttached({ timeout: 30_000 });
    await expect(target).toBeEnabled({ timeout: 30_000 });
    for (let stop = 0; stop < STOPS; stop += 1) {
      if (await hasFocus(target)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab never comes to ${String(target)}`);
  };
  return {
    reach,
    press: async (target) => {
      await reach(target);
      await page.keyboard.press('Enter');
    },
    tick: async (target) => {
      await reach(target);
      await page.keyboard.press('Space');
      await expect(target).toBeChecked();
    },
    type: async (target, text) => {
      await reach(target);
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type(text);
      await expect(target).toHaveValue(text);
    },
    choose: async (target, beginning) => {
      await reach(target);
      const chosen = target.locator('option:checked');
      await page.keyboard.press('Home');
      for (let stop = 0; stop < STOPS && !(await chosen.innerText()).startsWith(beginning); stop += 1)
        await page.keyboard.press('ArrowDown');
      await expect(chosen).toHaveText(new RegExp(`^${beginning}`));
    },
  };
}
