import LockOutlined from '@material-ui/icons/LockOutlined';
import CloudOffOutlined from '@material-ui/icons/CloudOffOutlined';
import DoneAllOutlined from '@material-ui/icons/DoneAllOutlined';
import ErrorOutline from '@material-ui/icons/ErrorOutline';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { perTone } from '../theme/styles';
import { Tone, tonesOf } from '../theme/tones';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      notice: {
        flex: 'none',
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        gap: '4px 12px',
        padding: '7px 24px',
        fontSize: 13,
        borderBottom: `1px solid ${tones.line}`,
      },
      inset: { padding: '7px 12px', margin: '8px 0', borderRadius: 8, borderBottom: 0 },
      noticeText: { flex: 1, minWidth: 200 },
      page: {
        display: 'flex',
        flexDirection: 'column',
        alignItems: 'center',
        justifyContent: 'center',
        textAlign: 'center',
        gap: 6,
        padding: '48px 24px',
        flex: 1,
        color: tones.text,
      },
      icon: {
        width: 44,
        height: 44,
        borderRadius: 12,
        display: 'grid',
        placeItems: 'center',
        marginBottom: 6,
        '& svg': { fontSize: 22 },
      },
      title: { fontSize: 15, lineHeight: '22px', fontWeight: 650, margin: 0 },
      hint: { color: tones.muted, margin: 0, maxWidth: 460, overflowWrap: 'anywhere' },
      more: { marginTop: 10, display: 'flex', gap: 8 },
      bar: {
        position: 'relative',
        height: 2,
        marginBottom: -2,
        zIndex: 4,
        overflow: 'hidden',
        flex: 'none',
        '&::after': {
          content: '""',
          position: 'absolute',
          inset: 0,
          width: '35%',
          backgroundColor: tones.accent,
          animation: '$slide 1.1s linear infinite',
        },
        '@media (prefers-reduced-motion: reduce)': { '&::after': { animation: 'none', width: '100%', opacity: 0.5 } },
      },
      '@keyframes slide': { from: { transform: 'translateX(-100%)' }, to: { transform: 'translateX(300%)' } },
    };
  },
  { name: 'PayrecNotice' },
);
const useTones = makeStyles(theme => perTone(theme, pair => ({ color: pair.text, backgroundColor: pair.background })), {
  name: 'PayrecNoticeTone',
});

export type NoticeProps = {
  tone: Tone;
  children: ReactNode;
  action?: ReactNode;
  /** Inside of content that has a margin of its own, such as the body of a drawer; else it is as wide as the page. */
  inset?: boolean;
};

/** A bar over content that says how far it can be trusted. */
export function Notice({ tone, children, action, inset }: NoticeProps) {
  const classes = useStyles();
  const tones = useTones();
  return (
    <div role="status" className={`${classes.notice} ${inset ? classes.inset : ''} ${tones[tone]}`}>
      <span className={classes.noticeText}>{children}</span>
      {action}
    </div>
  );
}

/** A refresh goes on; content stays. */
export function ThinBar({ active, label }: { active: boolean; label: string }) {
  const classes = useStyles();
  return active ? <div className={classes.bar} role="progressbar" aria-label={label} /> : null;
}

const LOOKS = {
  empty: { icon: <DoneAllOutlined />, tone: 'neutral' },
  denied: { icon: <LockOutlined />, tone: 'neutral' },
  unavailable: { icon: <CloudOffOutlined />, tone: 'warn' },
  failed: { icon: <ErrorOutline />, tone: 'bad' },
} as const;

export type StatePageProps = {
  kind: keyof typeof LOOKS;
  title: ReactNode;
  hint?: ReactNode;
  /** Announced when it appears. */
  live?: boolean;
  children?: ReactNode;
};

/** In the place of content: what is the matter, what it means, what to do. */
export function StatePage({ kind, title, hint, live, children }: StatePageProps) {
  const classes = useStyles();
  const tones = useTones();
  const { icon, tone } = LOOKS[kind];
  return (
    <div className={classes.page} role={live ? 'alert' : undefined}>
      <span className={`${classes.icon} ${tones[tone]}`} aria-hidden>
        {icon}
      </span>
      <p className={classes.title}>{title}</p>
      {hint && <p className={classes.hint}>{hint}</p>}
      {children && <div className={classes.more}>{children}</div>}
    </div>
  );
}
