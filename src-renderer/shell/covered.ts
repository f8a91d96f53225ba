/** Whether something lies over the page that Esc closes first: a sheet, a menu, a list of choices. */
export function isCovered(): boolean {
  return document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null;
}
