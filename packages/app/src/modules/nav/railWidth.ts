/** Pixels of the rail when closed and when open or pinned. */
export const RAIL_CLOSED_PX = 56;
export const RAIL_OPEN_PX = 224;

/** Tells the page beside the rail how wide it is. */
export const RAIL_WIDTH_VARIABLE = '--app-rail-width';

const PIN_KEY = 'sidebarPinState';

/** Backstage pins the rail open unless told; ours starts slim, and whoever pins it in the settings keeps it so. */
export function startSlim(): void {
  try {
    if (localStorage.getItem(PIN_KEY) === null) localStorage.setItem(PIN_KEY, 'false');
  } catch {
    // Without storage the rail is as Backstage leaves it.
  }
}
