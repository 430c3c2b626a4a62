import { makeStyles } from '@material-ui/core/styles';
import { ReactNode, useId } from 'react';
import { tonesOf } from '../theme/tones';
import { NARROW_PX } from './PageFrame';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      root: {
        backgroundColor: tones.surface,
        border: `1px solid ${tones.line}`,
        borderRadius: 10,
        minWidth: 0,
        display: 'flex',
        flexDirection: 'column',
        breakInside: 'avoid',
      },
      head: {
        display: 'flex',
        alignItems: 'center',
        gap: 8,
        padding: '12px 16px',
        minHeight: 44,
        [`@media (max-width: ${NARROW_PX - 1}px)`]: { flexWrap: 'wrap' },
      },
      title: { fontSize: 13, lineHeight: '19px', fontWeight: 650, margin: 0, color: tones.text, whiteSpace: 'nowrap' },
      note: {
        fontSize: 12,
        color: tones.muted,
        minWidth: 0,
        overflow: 'hidden',
        textOverflow: 'ellipsis',
        whiteSpace: 'nowrap',
      },
      space: { flex: 1 },
      padded: { padding: '0 16px 14px' },
      grid: {
        display: 'grid',
        gap: 16,
        gridTemplateColumns: 'repeat(var(--payrec-columns), minmax(0, 1fr))',
        [`@media (max-width: ${NARROW_PX - 1}px)`]: { gridTemplateColumns: 'minmax(0, 1fr)' },
      },
      side: {
        display: 'grid',
        gap: 16,
        gridTemplateColumns: 'minmax(0, 1fr) 368px',
        alignItems: 'start',
        [`@media (max-width: 1199px)`]: { gridTemplateColumns: 'minmax(0, 1fr)' },
      },
    };
  },
  { name: 'PayrecPanel' },
);

export type PanelProps = {
  title: ReactNode;
  /** Unit and scope, short and grey: `301 breaks in EUR`. */
  note?: ReactNode;
  action?: ReactNode;
  /** Space around the content; lists and grids bring their own. */
  padded?: boolean;
  children: ReactNode;
};

/** A card with a title, a note and content. */
export function Panel({ title, note, action, padded, children }: PanelProps) {
  const classes = useStyles();
  const id = useId();
  return (
    <section className={classes.root} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 className={classes.title} id={id}>
          {title}
        </h2>
        {note && (
          <span className={classes.note} title={typeof note === 'string' ? note : undefined}>
            {note}
          </span>
        )}
        <span className={classes.space} />
        {action}
      </div>
      {padded ? <div className={classes.padded}>{children}</div> : children}
    </section>
  );
}

/** Cards in a row of equal height; one column on narrow screens. `side`: a wide card and a narrow one. */
export function PanelRow({ columns = 3, side, children }: { columns?: number; side?: boolean; children: ReactNode }) {
  const classes = useStyles();
  return (
    <div
      className={side ? classes.side : classes.grid}
      style={{ ['--payrec-columns' as string]: columns, marginBottom: 16 }}
    >
      {children}
    </div>
  );
}
