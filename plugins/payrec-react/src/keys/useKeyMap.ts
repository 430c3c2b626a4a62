import { useEffect, useRef, useSyncExternalStore } from 'react';

export type KeyBinding = {
  /** As `KeyboardEvent.key`, lower case: `a`, `enter`, `escape`, `/`, `?`; upper case for Shift: `N`. */
  key: string;
  /** What it does, for the list behind `?`. */
  label: string;
  run: (event: KeyboardEvent) => void;
  /** Listed but without effect. */
  disabled?: boolean;
  /** Also inside text fields: only for `escape`. */
  inFields?: boolean;
};

const registered = new Map<symbol, readonly KeyBinding[]>();
const listeners = new Set<() => void>();
let snapshot: readonly KeyBinding[] = [];

function publish() {
  snapshot = [...registered.values()].flat();
  listeners.forEach(listener => listener());
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** All keys that work on the page now. */
export function useRegisteredKeys(): readonly KeyBinding[] {
  return useSyncExternalStore(subscribe, () => snapshot);
}

/** True where letters are text and not commands. */
export function isTextEntry(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
}

/** A dialog or menu over the page takes all keys. */
function isModalOpen(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"], .MuiPopover-root, .MuiDialog-root') !== null;
}

function matches(binding: KeyBinding, event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (binding.key.length > 1) return event.key.toLowerCase() === binding.key;
  const isLetter = binding.key.toLowerCase() !== binding.key.toUpperCase();
  if (!isLetter) return event.key === binding.key;
  // Caps lock must not turn one command into another, so Shift is asked and not the case of the letter.
  const shifted = binding.key !== binding.key.toLowerCase();
  return event.key.toLowerCase() === binding.key.toLowerCase() && event.shiftKey === shifted;
}

/**
 * One letter per command while the component is mounted. Ignored in text fields, under dialogs and with Ctrl, Alt or Meta.
 * The bindings may change on every render.
 */
export function useKeyMap(bindings: readonly KeyBinding[]): void {
  const current = useRef(bindings);
  const id = useRef(Symbol('keys'));
  const listing = bindings.map(({ key, label, disabled }) => `${key} ${label} ${disabled ?? false}`).join('\n');
  useEffect(() => {
    current.current = bindings;
  });
  useEffect(() => {
    const own = id.current;
    registered.set(own, current.current);
    publish();
    return () => {
      registered.delete(own);
      publish();
    };
  }, [listing]);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isModalOpen()) return;
      const inField = isTextEntry(event.target);
      const binding = current.current.find(b => !b.disabled && (!inField || b.inFields) && matches(b, event));
      // Enter on a button or link belongs to that button or link.
      const onControl = event.target instanceof Element && event.target.closest('a,button,[role="menuitem"]');
      if (!binding || (binding.key === 'enter' && onControl)) return;
      event.preventDefault();
      binding.run(event);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
