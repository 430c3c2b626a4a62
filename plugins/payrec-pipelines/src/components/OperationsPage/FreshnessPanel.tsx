import { FreshnessRow } from '@internal/plugin-payrec-pipelines-common';
import {
  ActionButton,
  CountText,
  focusRing,
  formatDate,
  perTone,
  startAtEnd,
  tonesOf,
  usePayrecLocale,
} from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { KeyboardEvent, useState } from 'react';
import { usePipelinesRead } from '../../hooks/queries';
import { dayOfPartition, durationText, shortMinutes } from '../../text/duration';
import { readableText } from '../../text/readableText';
import { usePipelinesText } from '../../translation';
import { DataPanel } from '../DataPanel';
import { Glyph, Mark, VERDICT_LOOKS, VERDICT_ORDER } from '../Marks';
import { ClockText, useClock } from '../Zone';
import { PanelContext } from './operationsFilters';
import { useBoardStyles } from './useBoardStyles';

type Cell = FreshnessRow['cells'][number];
const DAY_MS = 86_400_000;

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      table: {
        borderCollapse: 'separate',
        borderSpacing: 2,
        width: '100%',
        fontVariantNumeric: 'tabular-nums',
        '& th': {
          fontWeight: 500,
          fontSize: 11.5,
          color: tones.muted,
          textAlign: 'center',
          padding: '0 2px',
          lineHeight: '15px',
        },
        '& td': { padding: 0, textAlign: 'center', height: 24 },
      },
      // Positioned, so that what is cut off cannot widen the page.
      box: { position: 'relative' },
      row: {
        position: 'sticky',
        left: 0,
        zIndex: 1,
        backgroundColor: tones.surface,
        textAlign: 'left !important' as 'left',
        whiteSpace: 'nowrap',
        paddingRight: '8px !important' as '8px',
        maxWidth: 190,
        color: `${tones.text} !important`,
      },
      focusedRow: { backgroundColor: tones.info.background },
      cell: {
        width: '100%',
        minWidth: 30,
        height: 24,
        borderRadius: 4,
        border: '1px solid transparent',
        boxSizing: 'border-box',
        padding: 0,
        font: 'inherit',
        fontSize: 11.5,
        fontWeight: 600,
        display: 'inline-flex',
        alignItems: 'center',
        justifyContent: 'center',
        gap: 2,
        cursor: 'pointer',
        '&:focus-visible': focusRing(theme),
      },
      solid: { backgroundColor: `${tones.bad.text} !important`, color: `${tones.surface} !important` },
      dashed: { border: `1px dashed ${tones.muted}`, backgroundColor: 'transparent' },
      framed: { borderColor: 'currentColor' },
      chosen: { boxShadow: `0 0 0 2px ${tones.accent}` },
      none: { display: 'block', height: 24, borderRadius: 4 },
      detail: {
        marginTop: 10,
        border: `1px solid ${tones.line}`,
        borderRadius: 8,
        padding: '6px 12px',
        display: 'flex',
        flexWrap: 'wrap',
        gap: '4px 18px',
        alignItems: 'center',
        minHeight: 24,
      },
      legend: { marginTop: 8, display: 'flex', flexWrap: 'wrap', gap: '4px 14px', fontSize: 12, color: tones.muted },
    };
  },
  { name: 'PayrecFreshness' },
);
const useCellTones = makeStyles(
  theme => perTone(theme, pair => ({ color: pair.text, backgroundColor: pair.background })),
  {
    name: 'PayrecFreshnessCell',
  },
);

function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let ms = Date.parse(from); ms <= Date.parse(to); ms += DAY_MS)
    days.push(new Date(ms).toISOString().slice(0, 10));
  return days;
}

/** The worst of the partitions of one day: hourly ones share a cell, a week stands at its last day. */
function cellOfDay(row: FreshnessRow, day: string): Cell | undefined {
  const cells = row.cells.filter(cell => cell.day === day);
  return cells.sort((a, b) => VERDICT_ORDER.indexOf(a.state) - VERDICT_ORDER.indexOf(b.state))[0];
}

/** Datasets by day of partition; what a sign says stands below the grid for the chosen cell. */
export function FreshnessPanel({ context, days }: { context: PanelContext; days: number }) {
  const { t } = usePipelinesText();
  const locale = usePayrecLocale();
  const query = usePipelinesRead('listFreshness', { query: { owner: context.owner, days } }, { everyMs: 30_000 });
  const { data } = query;
  const short = (day: string) => formatDate(day, { locale, style: 'short' });
  return (
    <DataPanel
      title={t('freshness.title')}
      note={data && t('freshness.note', { from: short(data.from), to: short(data.to) })}
      query={query}
      empty={{ title: t('freshness.emptyTitle'), hint: t('freshness.emptyHint') }}
    >
      {answer => <Heatmap rows={answer.items} days={daysBetween(answer.from, answer.to)} context={context} />}
    </DataPanel>
  );
}

function moveFocus(event: KeyboardEvent<HTMLTableElement>) {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const from = (event.target as HTMLElement).closest('td') as HTMLTableCellElement | null;
  if (!step || !from) return;
  let row = (from.parentElement as HTMLTableRowElement).rowIndex + step[0];
  let column = from.cellIndex + step[1];
  for (;;) {
    const cell = event.currentTarget.rows[row]?.cells[column];
    if (!cell) return;
    const button = cell.querySelector<HTMLElement>('button');
    if (button && cell.tagName === 'TD') {
      event.preventDefault();
      button.focus();
      return;
    }
    row += step[0];
    column += step[1];
  }
}

function Heatmap({
  rows,
  days,
  context,
}: {
  rows: readonly FreshnessRow[];
  days: readonly string[];
  context: PanelContext;
}) {
  const { t } = usePipelinesText();
  const classes = useStyles();
  const board = useBoardStyles();
  const cells = useCellTones();
  const locale = usePayrecLocale();
  const clock = useClock();
  const [chosen, setChosen] = useState<{ sloId: string; day: string }>();
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  const shown = rows.filter(
    row => context.states.length === 0 || row.cells.some(cell => context.states.includes(cell.state)),
  );
  const chosenRow = shown.find(row => row.sloId === chosen?.sloId);
  const chosenCell = chosenRow && cellOfDay(chosenRow, chosen!.day);
  return (
    <>
      <div ref={startAtEnd} className={`${board.scroll} ${classes.box}`}>
        {/* Arrow keys only help; every cell is a button. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <table className={classes.table} aria-label={t('freshness.title')} onKeyDown={moveFocus}>
          <thead>
            <tr>
              <th scope="col" className={classes.row}>
                {t('deadlines.dataset')}
              </th>
              {days.map(day => (
                <th key={day} scope="col">
                  {weekday.format(new Date(`${day}T12:00:00Z`))}
                  <br />
                  {Number(day.slice(8))}
                </th>
              ))}
              <th scope="col">{t('freshness.onTime')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(row => (
              <tr key={row.sloId} className={row.entityRef === context.focus ? board.focused : undefined}>
                <th
                  scope="row"
                  className={`${classes.row} ${row.entityRef === context.focus ? classes.focusedRow : ''}`}
                >
                  <button
                    type="button"
                    className={board.name}
                    aria-pressed={row.entityRef === context.focus}
                    onClick={() => context.onFocus(row.entityRef)}
                  >
                    {row.entityTitle}
                  </button>
                </th>
                {days.map(day => {
                  const cell = cellOfDay(row, day);
                  if (!cell) {
                    return (
                      <td key={day}>
                        <span className={`${classes.none} ${board.noneDue}`} title={t('freshness.noneDue')} />
                      </td>
                    );
                  }
                  const look = cell.backfilled ? ({ tone: 'hold', glyph: 'loop' } as const) : VERDICT_LOOKS[cell.state];
                  const over = cell.overdueSeconds ?? 0;
                  const words = [
                    `${row.entityTitle}, ${
                      dayOfPartition(cell.partition) ? formatDate(day, { locale, style: 'weekday' }) : cell.partition
                    }: ${t(`verdict.${cell.state}`)}`,
                    over > 0 && t('sla.over', { time: durationText(over) }),
                    cell.backfilled && t('sla.backfilled'),
                    cell.corrected && t('freshness.corrected'),
                    // What stands in the cell is part of its name, for people who say what they see.
                    cell.state === 'LATE' && !cell.backfilled && `+${shortMinutes(over)}`,
                    cell.state === 'BREACHED' && !cell.backfilled && over > 0 && shortMinutes(over),
                  ];
                  const names = [
                    classes.cell,
                    cells[look.tone],
                    cell.state === 'BREACHED' && !cell.backfilled && classes.solid,
                    (cell.state === 'UNKNOWN' || cell.state === 'PENDING') && classes.dashed,
                    (cell.state === 'LATE' || cell.state === 'AT_RISK') && classes.framed,
                    cell.state === 'EXCLUDED' && board.noneDue,
                    row.sloId === chosen?.sloId && day === chosen.day && classes.chosen,
                  ];
                  return (
                    <td key={day}>
                      <button
                        type="button"
                        className={names.filter(Boolean).join(' ')}
                        title={words.filter(Boolean).join(', ')}
                        aria-label={words.filter(Boolean).join(', ')}
                        aria-pressed={row.sloId === chosen?.sloId && day === chosen.day}
                        onClick={() => setChosen({ sloId: row.sloId, day })}
                        onDoubleClick={() => cell.runId && context.onRun(cell.runId)}
                      >
                        {cell.state === 'LATE' && !cell.backfilled ? (
                          `+${shortMinutes(over)}`
                        ) : (
                          <Glyph name={look.glyph} size={13} />
                        )}
                        {cell.state === 'BREACHED' && !cell.backfilled && over > 0 && shortMinutes(over)}
                      </button>
                    </td>
                  );
                })}
                <td className={board.number}>
                  {row.good}/{row.valid}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={classes.detail} role="status">
        {chosenCell && chosenRow ? (
          <>
            <Mark look={VERDICT_LOOKS[chosenCell.state]}>{t(`verdict.${chosenCell.state}`)}</Mark>
            <b>
              {chosenRow.entityTitle} · {chosenCell.partition}
            </b>
            <span>
              {t('sla.deadline')} <ClockText instant={chosenCell.deadlineAt} />
            </span>
            <span>
              {t('sla.landedAt')} <ClockText instant={chosenCell.landedAt} />
            </span>
            {chosenCell.rowCount !== null && (
              <span>
                {t('sla.rows')} <CountText value={chosenCell.rowCount} />
              </span>
            )}
            {chosenCell.reason && <span className={board.muted}>{readableText(chosenCell.reason, clock)}</span>}
            {chosenCell.runId && (
              <ActionButton small onClick={() => context.onRun(chosenCell.runId!)}>
                {t('freshness.openRun')}
              </ActionButton>
            )}
          </>
        ) : (
          <span className={board.muted}>{t('freshness.choose')}</span>
        )}
      </div>
      <div className={classes.legend}>
        {VERDICT_ORDER.map(state => (
          <Mark key={state} look={VERDICT_LOOKS[state]}>
            {t(`verdict.${state}`)}
          </Mark>
        ))}
        <Mark look={{ tone: 'hold', glyph: 'loop' }}>{t('freshness.backfilled')}</Mark>
      </div>
    </>
  );
}
