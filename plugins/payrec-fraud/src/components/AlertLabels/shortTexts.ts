/** From this length on an id is no name but a hash, and a person reads its ends at most. */
const WHOLE_MAX = 28;

/** `ALR-cfb4e313…84e8c2`: an id short enough for a sentence; a short one stays whole. Show the whole on hover. */
export function shortId(id: string): string {
  return id.length <= WHOLE_MAX ? id : `${id.slice(0, 12)}…${id.slice(-6)}`;
}

/** `411111******0347` → `411111 •• 0347`; a full number stays as it is. */
export function panText(pan: string): string {
  return pan.replace(/\*+/, ' •• ');
}
