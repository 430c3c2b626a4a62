import { useTranslationRef } from '@backstage/frontend-plugin-api';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import CloseIcon from '@material-ui/icons/Close';
import { makeStyles } from '@material-ui/core/styles';
import { KeyboardEvent, PointerEvent, ReactNode, useState } from 'react';
import { payrecReactTranslationRef } from '../i18n/translation';
import { useBottomBar } from '../actions/useBottomBar';
import { useKeyMap } from '../keys/useKeyMap';
import { NARROW_PX } from '../page/PageFrame';
import { useRemembered } from '../storage/useRemembered';
import { focusRing } from '../theme/styles';
import { tonesOf } from '../theme/tones';

const DEFAULT_WIDTH_PX = 400;
const MIN_WIDTH_PX = 320;
const MAX_WIDTH_PX = 760;
const STEP_PX = 24;

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      split: { flex: 1, minHeight: 0, minWidth: 0, display: 'flex' },
      list: { flex: 1, minWidth: 0, display: 'flex', flexDirection: 'column', backgroundColor: tones.surface },
      root: {
        position: 'relative',
        flex: 'none',
        minHeight: 0,
        display: 'flex',
        flexDirection: 'column',
        borderLeft: `1px solid ${tones.line}`,
        backgroundColor: tones.surface,
      },
      narrow: {
        position: 'fixed',
        inset: 0,
        zIndex: theme.zIndex.modal - 1,
        width: 'auto !important',
        borderLeft: 0,
        // Backstage's bar at the bottom of small screens stays in reach and must not cover decisions.
        [theme.breakpoints.down('xs')]: { bottom: 56 },
      },
      handle: {
        position: 'absolute',
        left: -4,
        top: 0,
        bottom: 0,
        width: 8,
        cursor: 'col-resize',
        zIndex: 2,
        touchAction: 'none',
        '&:hover, &:focus-visible': { backgroundColor: tones.info.background },
        '&:focus-visible': focusRing(theme),
      },
      head: { display: 'flex', alignItems: 'center', gap: 8, padding: '14px 12px 0 20px', minHeight: 24 },
      headText: { flex: 1, minWidth: 0 },
      close: {
        border: 0,
        background: 'none',
        color: tones.muted,
        cursor: 'pointer',
        padding: 4,
        borderRadius: 6,
        display: 'grid',
        '& svg': { fontSize: 18 },
        '&:hover': { backgroundColor: tones.neutral.background },
        '&:focus-visible': focusRing(theme),
      },
      body: { flex: 1, minHeight: 0, overflow: 'auto', position: 'relative', padding: '8px 20px 18px' },
      footer: {
        flex: 'none',
        display: 'flex',
        flexWrap: 'wrap',
        gap: 8,
        padding: '10px 20px',
        borderTop: `1px solid ${tones.line}`,
        backgroundColor: tones.raised,
      },
      section: { fontSize: 11.5, fontWeight: 600, color: tones.muted, margin: '18px 0 6px', letterSpacing: '0.01em' },
    };
  },
  { name: 'PayrecDrawer' },
);

/** List left, detail right. Inside a `PageFrame fill`. */
export function SplitView({ children, detail }: { children: ReactNode; detail?: ReactNode }) {
  const classes = useStyles();
  return (
    <div className={classes.split}>
      <div className={classes.list}>{children}</div>
      {detail}
    </div>
  );
}

/** A titled part of a drawer. */
export function DrawerSection({ title, children }: { title: ReactNode; children: ReactNode }) {
  const classes = useStyles();
  return (
    <section>
      <h2 className={classes.section}>{title}</h2>
      {children}
    </section>
  );
}

export type DetailDrawerProps = {
  open: boolean;
  onClose: () => void;
  /** What is shown, for screen readers. */
  label?: string;
  /** First line: id, state chip, position in the list. */
  header?: ReactNode;
  /** Decisions, pinned at the bottom. */
  footer?: ReactNode;
  children: ReactNode;
};

/**
 * The detail of one row: beside the list, or the whole page on narrow screens. Never takes the focus, so that J and K go
 * on in the list; Esc closes. The caller keeps what is open in the URL.
 */
export function DetailDrawer({ open, ...rest }: DetailDrawerProps) {
  return open ? <OpenDrawer {...rest} /> : null;
}

function OpenDrawer({ onClose, label, header, footer, children }: Omit<DetailDrawerProps, 'open'>) {
  const classes = useStyles();
  const narrow = useMediaQuery(`(max-width: ${NARROW_PX - 1}px)`);
  const [remembered, remember] = useRemembered<number>('drawer-width', DEFAULT_WIDTH_PX);
  const [dragged, setDragged] = useState<number | null>(null);
  const { t } = useTranslationRef(payrecReactTranslationRef);
  // Beside the list it stands clear of the toasts; as the whole page it does not.
  const verbs = useBottomBar<HTMLDivElement>(narrow && Boolean(footer));
  const width = dragged ?? remembered;
  const clamp = (px: number) => Math.round(Math.min(MAX_WIDTH_PX, Math.max(MIN_WIDTH_PX, px)));
  useKeyMap([{ key: 'escape', label: t('keys.close'), run: onClose }]);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    setDragged(width);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (dragged === null) return;
    const right = event.currentTarget.parentElement!.getBoundingClientRect().right;
    setDragged(clamp(right - event.clientX));
  };
  const onPointerUp = () => {
    if (dragged === null) return;
    remember(dragged);
    setDragged(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: STEP_PX, ArrowRight: -STEP_PX }[event.key];
    if (!step) return;
    event.preventDefault();
    remember(clamp(width + step));
  };

  return (
    <aside
      className={`${classes.root} ${narrow ? classes.narrow : ''}`}
      style={{ width }}
      aria-label={label ?? t('drawer.label')}
    >
      {!narrow && (
        // A focusable separator is a widget in ARIA: arrow keys move it.
        /* eslint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions */
        <div
          className={classes.handle}
          role="separator"
          aria-orientation="vertical"
          aria-label={t('drawer.resize')}
          aria-valuenow={width}
          aria-valuemin={MIN_WIDTH_PX}
          aria-valuemax={MAX_WIDTH_PX}
          tabIndex={0}
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={onPointerUp}
          onPointerCancel={onPointerUp}
          onKeyDown={onKeyDown}
        />
        /* eslint-enable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions */
      )}
      <div className={classes.head}>
        <div className={classes.headText}>{header}</div>
        <button type="button" className={classes.close} onClick={onClose} aria-label={t('drawer.close')}>
          <CloseIcon />
        </button>
      </div>
      {/* A long story without a link in it scrolls; the keyboard must reach it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={classes.body} tabIndex={0} role="group" aria-label={label ?? t('drawer.label')}>
        {children}
      </div>
      {footer && (
        <div ref={verbs} className={classes.footer}>
          {footer}
        </div>
      )}
    </aside>
  );
}
