/** Pixels of the rail when closed and when open or pinned. */
export const RAIL_CLOSED_PX = 56;
export const RAIL_OPEN_PX = 224;

/** Tells the page beside the rail how wide it is. */
export const RAIL_WIDTH_VARIABLE = '--app-rail-width';
