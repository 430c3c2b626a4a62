import { useUrlState } from '@internal/plugin-payrec-react';

/** The item whose drawer is open, kept in the URL under `name`. */
export function useOpenItem(name: string): [string | undefined, (id: string | undefined) => void] {
  const [openId, setOpenId] = useUrlState(name);
  // The first item opens a page of its own for Back; going on to the next one does not.
  return [openId, id => setOpenId(id, { replace: openId !== undefined })];
}
