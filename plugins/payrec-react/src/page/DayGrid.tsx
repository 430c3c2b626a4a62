import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { KeyboardEvent, ReactNode, useRef } from 'react';
import { formatDate } from '../format/formatTime';
import { usePayrecLocale } from '../format/locale';
import { CountText, MoneyText } from '../format/MoneyText';
import { payrecReactTranslationRef } from '../i18n/translation';
import { visuallyHidden } from '../theme/styles';
import { tonesOf } from '../theme/tones';
import { AppLink } from '../url/navigation';
import { startAtEnd } from './startAtEnd';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    const line = `1px solid ${tones.line}`;
    return {
      // Positioned, so that texts for screen readers inside are cut with the rest.
      scroll: { overflowX: 'auto', position: 'relative' },
      table: { width: '100%', borderCollapse: 'separate', borderSpacing: 0, fontSize: 13 },
      head: {
        padding: '0 2px 5px',
        fontSize: 11.5,
        lineHeight: '16px',
        fontWeight: 550,
        color: tones.muted,
        textAlign: 'center',
        whiteSpace: 'nowrap',
      },
      day: { display: 'block', color: tones.text },
      account: {
        position: 'sticky',
        left: 0,
        zIndex: 1,
        textAlign: 'left',
        padding: '0 8px 0 16px',
        minWidth: 168,
        backgroundColor: tones.surface,
        fontWeight: 400,
      },
      name: { display: 'block', fontWeight: 550, color: tones.text },
      sub: { display: 'block', color: tones.muted, fontSize: 11.5, lineHeight: '14px' },
      cell: { height: 44, padding: 0, textAlign: 'center', borderTop: line },
      accountCell: { height: 44, borderTop: line },
      openHead: { textAlign: 'right', paddingRight: 16, verticalAlign: 'middle' },
      open: { height: 44, borderTop: line, textAlign: 'right', padding: '0 16px 0 8px', fontWeight: 600 },
      mark: {
        display: 'inline-grid',
        placeItems: 'center',
        minWidth: 42,
        height: 26,
        padding: '0 4px',
        borderRadius: 6,
        fontSize: 12,
        fontWeight: 600,
        fontVariantNumeric: 'tabular-nums',
      },
      ok: { color: tones.ok.text },
      few: { color: tones.warn.text, backgroundColor: tones.warn.background },
      many: { color: tones.bad.text, backgroundColor: tones.bad.background },
      noFile: { color: tones.bad.text, border: `1.5px dashed ${tones.bad.text}`, fontSize: 10.5, padding: '0 3px' },
      closed: {
        background: `repeating-linear-gradient(135deg, transparent 0 4px, ${tones.neutral.background} 4px 7px)`,
      },
      running: { color: tones.info.text, backgroundColor: tones.info.background, fontSize: 11 },
      notRun: { color: tones.faint },
      link: { '&:hover': { filter: 'brightness(0.96)' } },
      hidden: visuallyHidden,
    };
  },
  { name: 'PayrecDayGrid' },
);

export type DayGridCell = {
  businessDate: string;
  state: 'ok' | 'open' | 'closed' | 'no-file' | 'not-run' | 'running';
  openBreaks: number;
  /** Percent while running. */
  progressPercent?: number;
  to?: string;
};

export type DayGridRow = {
  id: string;
  name: ReactNode;
  /** Second line: currency and masked account number. */
  detail?: ReactNode;
  days: readonly DayGridCell[];
  open?: { minor: string | bigint; currency: string };
  to?: string;
};

export type DayGridProps = {
  rows: readonly DayGridRow[];
  label: string;
  /** From this many open breaks on a day is red instead of amber. */
  manyBreaks?: number;
};

function useCell(cell: DayGridCell, manyBreaks: number): { className: string; short: ReactNode; words: string } {
  const classes = useStyles();
  const { t } = useTranslationRef(payrecReactTranslationRef);
  switch (cell.state) {
    case 'ok':
      return { className: classes.ok, short: '✓', words: t('grid.ok') };
    case 'closed':
      return { className: classes.closed, short: '', words: t('grid.closed') };
    case 'no-file':
      return { className: classes.noFile, short: t('grid.noFile'), words: t('grid.noFile') };
    case 'not-run':
      return { className: classes.notRun, short: '·', words: t('grid.notRun') };
    case 'running': {
      const percent = cell.progressPercent === undefined ? '…' : `${cell.progressPercent}\u00a0%`;
      return { className: classes.running, short: percent, words: `${t('grid.running')} ${percent}` };
    }
    default:
      return {
        className: cell.openBreaks >= manyBreaks ? classes.many : classes.few,
        short: <CountText value={cell.openBreaks} />,
        words: t('grid.breaks', { count: cell.openBreaks }),
      };
  }
}

function Cell({ cell, manyBreaks }: { cell: DayGridCell; manyBreaks: number }) {
  const classes = useStyles();
  const locale = usePayrecLocale();
  const { className, short, words } = useCell(cell, manyBreaks);
  const title = `${formatDate(cell.businessDate, { locale, style: 'weekday' })}: ${words}`;
  const content = (
    <>
      <span aria-hidden>{short}</span>
      <span className={classes.hidden}>{words}</span>
    </>
  );
  const names = `${classes.mark} ${className}`;
  if (!cell.to) {
    return (
      <span className={names} title={title}>
        {content}
      </span>
    );
  }
  return (
    <AppLink plain to={cell.to} className={`${names} ${classes.link}`} title={title} data-cell>
      {content}
    </AppLink>
  );
}

/** Arrow keys go from link to link: left and right in a row, up and down in a column. */
function moveFocus(event: KeyboardEvent<HTMLTableElement>) {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const from = (event.target as HTMLElement).closest('td,th') as HTMLTableCellElement | null;
  if (!step || !from) return;
  const rows = event.currentTarget.rows;
  let row = (from.parentElement as HTMLTableRowElement).rowIndex;
  let column = from.cellIndex;
  for (;;) {
    row += step[0];
    column += step[1];
    const cell = rows[row]?.cells[column];
    if (!cell) return;
    const link = cell.querySelector<HTMLElement>('a');
    if (link) {
      event.preventDefault();
      link.focus();
      return;
    }
  }
}

/** Accounts by day: closed days hatched, matched days ticked, open breaks counted, missing files dashed. */
export function DayGrid({ rows, label, manyBreaks = 20 }: DayGridProps) {
  const classes = useStyles();
  const locale = usePayrecLocale();
  const { t } = useTranslationRef(payrecReactTranslationRef);
  const table = useRef<HTMLTableElement>(null);
  const days = rows[0]?.days.map(day => day.businessDate) ?? [];
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  return (
    <div ref={startAtEnd} className={classes.scroll}>
      {/* Arrow keys only help; every link is in the tab order too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <table ref={table} className={classes.table} aria-label={label} onKeyDown={moveFocus}>
        <thead>
          <tr>
            <th scope="col" className={`${classes.head} ${classes.account}`}>
              {t('grid.account')}
            </th>
            {days.map(day => (
              <th key={day} scope="col" className={classes.head} title={formatDate(day, { locale, style: 'weekday' })}>
                {weekday.format(new Date(`${day}T12:00:00Z`))}
                <span className={classes.day}>{Number(day.slice(8))}</span>
              </th>
            ))}
            <th scope="col" className={`${classes.head} ${classes.openHead}`}>
              {t('grid.open')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.id}>
              <th scope="row" className={`${classes.account} ${classes.accountCell}`}>
                {row.to ? (
                  <AppLink plain to={row.to} className={classes.name}>
                    {row.name}
                  </AppLink>
                ) : (
                  <span className={classes.name}>{row.name}</span>
                )}
                {row.detail && <span className={classes.sub}>{row.detail}</span>}
              </th>
              {row.days.map(cell => (
                <td key={cell.businessDate} className={classes.cell}>
                  <Cell cell={cell} manyBreaks={manyBreaks} />
                </td>
              ))}
              <td className={classes.open}>{row.open && <MoneyText money={row.open} signed />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
