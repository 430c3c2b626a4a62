import { CountText, DataColumn, DateText, MoneyText, StateChip } from '@internal/plugin-payrec-react';
import { BreakJson, breakClassSchema, breakStateSchema } from '@internal/plugin-payrec-reconciliation-common';
import { Counted } from '../../hooks/useCounted';
import { Translate } from '../../translation';
import { differenceTone, isLate, PersonBadge, personName, STATE_TONES } from '../BreakLabels';

/** Classes of the cells that are neither numbers nor ids. */
export type BreakColumnClasses = { muted: string; late: string };

export type BreakColumnOptions = {
  classes: BreakColumnClasses;
  counted: Counted;
  /** More than one currency in the list. */
  withCurrency: boolean;
};

/** Our record left, the difference in the middle, the bank right: what a person compares stands side by side. */
export function breakColumns(
  t: Translate,
  { classes, withCurrency, counted }: BreakColumnOptions,
): DataColumn<BreakJson>[] {
  // Asked for once and not in every cell: looking a text up takes longer than drawing it.
  const classText = Object.fromEntries(breakClassSchema.options.map(one => [one, t(`breakClass.${one}`)]));
  const stateText = Object.fromEntries(breakStateSchema.options.map(one => [one, t(`breakState.${one}`)]));
  const noneYet = t('workbench.noneYet');
  const noRecord = t('drawer.noRecord');
  const nobody = t('workbench.nobody');
  const ours = t('workbench.ourRecord');
  const bank = t('workbench.bankSide');
  const partyOf = ({ expected }: BreakJson) =>
    expected && (expected.count > 1 ? t('workbench.transactions', counted(expected.count)) : expected.party);
  const textOf = ({ received }: BreakJson) => received && (received.text ?? received.reference);
  return [
    {
      id: 'ourDate',
      header: t('workbench.valueDate'),
      group: ours,
      width: 76,
      cell: ({ expected }) => expected?.valueDate && <DateText date={expected.valueDate} style="short" />,
    },
    {
      id: 'reference',
      header: t('workbench.reference'),
      group: ours,
      width: 104,
      kind: 'id',
      fixed: true,
      cell: ({ expected }) => (expected ? expected.reference : <span className={classes.muted}>{noRecord}</span>),
      text: ({ expected }) => expected?.reference,
    },
    {
      id: 'merchant',
      header: t('workbench.merchant'),
      group: ours,
      width: 118,
      grow: 1.3,
      cell: reconBreak => <bdi>{partyOf(reconBreak)}</bdi>,
      text: partyOf,
    },
    {
      id: 'expected',
      header: t('workbench.expected'),
      group: ours,
      width: 100,
      kind: 'number',
      cell: ({ expected }) => expected && <MoneyText money={expected.amount} />,
    },
    {
      id: 'difference',
      header: t('workbench.difference'),
      // Money must never be cut: room for a currency and seven figures.
      width: 128,
      kind: 'difference',
      fixed: true,
      sortKey: 'amount',
      cell: reconBreak => (
        <MoneyText money={reconBreak.difference} signed tone={differenceTone(reconBreak)} withCurrency={withCurrency} />
      ),
    },
    {
      id: 'received',
      header: t('workbench.received'),
      group: bank,
      width: 96,
      kind: 'number',
      cell: ({ received }) =>
        received ? <MoneyText money={received.amount} /> : <span className={classes.muted}>—</span>,
    },
    {
      id: 'bankDate',
      header: t('workbench.valueDate'),
      group: bank,
      width: 76,
      cell: ({ received }) => received?.valueDate && <DateText date={received.valueDate} style="short" />,
    },
    {
      id: 'text',
      header: t('workbench.text'),
      group: bank,
      width: 132,
      grow: 2,
      cell: reconBreak => <bdi className={classes.muted}>{reconBreak.received ? textOf(reconBreak) : noneYet}</bdi>,
      text: textOf,
    },
    {
      id: 'account',
      header: t('workbench.account'),
      width: 150,
      hiddenByDefault: true,
      cell: reconBreak => reconBreak.accountName,
      text: reconBreak => reconBreak.accountName,
    },
    {
      id: 'class',
      header: t('workbench.class'),
      width: 118,
      cell: reconBreak => classText[reconBreak.breakClass],
      text: reconBreak => classText[reconBreak.breakClass],
    },
    {
      id: 'age',
      header: t('workbench.age'),
      width: 66,
      kind: 'number',
      sortKey: 'age',
      cell: reconBreak => (
        <span className={isLate(reconBreak) ? classes.late : undefined}>
          <CountText value={reconBreak.ageDays} />
          {'\u00a0d'}
        </span>
      ),
    },
    {
      id: 'state',
      header: t('workbench.state'),
      width: 88,
      fixed: true,
      cell: reconBreak => <StateChip tone={STATE_TONES[reconBreak.state]}>{stateText[reconBreak.state]}</StateChip>,
    },
    {
      id: 'owner',
      header: t('workbench.owner'),
      width: 36,
      quietHeader: true,
      cell: reconBreak => <PersonBadge userRef={reconBreak.assignee} nobody={nobody} />,
      text: reconBreak => (reconBreak.assignee ? personName(reconBreak.assignee) : nobody),
    },
  ];
}
