/**
 * Ref of a box that scrolls sideways and begins at its end: of days side by side the newest is what people came for, and a phone
 * has room for a few.
 */
export function startAtEnd(box: HTMLElement | null): void {
  if (box) box.scrollLeft = box.scrollWidth;
}
