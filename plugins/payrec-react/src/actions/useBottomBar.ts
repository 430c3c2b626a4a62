import { makeStyles } from '@material-ui/core/styles';
import { useEffect, useRef } from 'react';

const useStyles = makeStyles(
  {
    '@global': {
      // Backstage shows its toasts at the bottom centre, above everything; the attribute is how React Aria marks their region.
      '[role="region"][data-react-aria-top-layer]': {
        bottom: 'calc(var(--payrec-bottom-bar, 0px) + 1rem) !important',
      },
    },
  },
  { name: 'PayrecBottomBar' },
);

const heights = new Map<symbol, number>();

function publish() {
  const height = Math.max(0, ...heights.values());
  document.documentElement.style.setProperty('--payrec-bottom-bar', `${height}px`);
}

/** For a bar of verbs at the bottom of the page: while it is there, toasts stand above it and not on its buttons. */
export function useBottomBar<E extends HTMLElement>(shown: boolean) {
  useStyles();
  const ref = useRef<E>(null);
  useEffect(() => {
    const bar = ref.current;
    if (!shown || !bar) return undefined;
    const id = Symbol('bar');
    const measure = () => {
      heights.set(id, window.innerHeight - bar.getBoundingClientRect().top);
      publish();
    };
    measure();
    // On a narrow screen its verbs wrap.
    const observer = typeof ResizeObserver === 'undefined' ? undefined : new ResizeObserver(measure);
    observer?.observe(bar);
    return () => {
      observer?.disconnect();
      heights.delete(id);
      publish();
    };
  }, [shown]);
  return ref;
}
