import { useMemo, useState } from 'react';
import {
  ActionBar,
  ActionButton,
  AsOfStamp,
  DataTable,
  DetailDrawer,
  DrawerSection,
  FilterBar,
  FilterChip,
  FilterSelect,
  MoneyText,
  PageFrame,
  ReasonDialog,
  SearchField,
  Selection,
  SplitView,
  StateChip,
  TableSettings,
  TableSort,
  useKeyMap,
  useToasts,
  useUrlState,
} from '../src';
import { asOf, tabs } from './OverviewLike';
import { columns, eur, makeRows } from './data';

/** A list that is worked through, with 50 000 rows. */
export function ListLike() {
  const rows = useMemo(() => makeRows(50_000), []);
  const [open, setOpen] = useUrlState('break');
  const [selection, setSelection] = useState<Selection>(new Set());
  const [sort, setSort] = useState<TableSort>({ key: 'age', direction: 'desc' });
  const [states, setStates] = useState<string[]>([]);
  const [asking, setAsking] = useState(false);
  const toasts = useToasts();
  useKeyMap([
    { key: 'a', label: 'Propose approval', run: () => setAsking(true), disabled: selection.size === 0 },
    { key: 'd', label: 'Dispute', run: () => {} },
  ]);
  const focused = rows.find(row => row.id === open);
  return (
    <PageFrame
      fill
      title="Workbench"
      crumbs={[{ label: 'Payments', to: '/' }, { label: 'Daily Reconciliation' }]}
      chip={<StateChip tone="warn">Yesterday is not closed</StateChip>}
      stamp={<AsOfStamp asOf={asOf} parts={['run 4 812', 'proof 0.00']} />}
      actions={<ActionButton kind="primary">Run again</ActionButton>}
      tabs={tabs}
      filters={
        <FilterBar
          summary={
            <>
              38 of 412 · <MoneyText money={eur('-1820416')} withCurrency strong />
              <TableSettings tableId="kit" columns={columns} />
            </>
          }
        >
          <FilterChip label="Currency" value="EUR" onRemove={() => {}} />
          <FilterSelect
            multiple
            label="State"
            value={states}
            options={['open', 'proposed', 'disputed'].map(value => ({ value, label: value, count: 12 }))}
            onChange={setStates}
          />
          <SearchField value={undefined} onChange={() => {}} placeholder="Reference, party or text" />
        </FilterBar>
      }
    >
      <SplitView
        detail={
          <DetailDrawer
            open={Boolean(focused)}
            onClose={() => setOpen(undefined)}
            header={
              <>
                {open} <StateChip tone="info">Proposed</StateChip>
              </>
            }
            footer={
              <>
                <ActionButton kind="primary" wide keyHint="A" disabledReason="You proposed it; a second person decides">
                  Approve as second person
                </ActionButton>
                <ActionButton>Reject</ActionButton>
              </>
            }
          >
            <MoneyText money={eur(focused?.difference ?? '0')} withCurrency strong tone="bad" />
            <DrawerSection title="Why these belong together">Batch number in the bank text agrees.</DrawerSection>
          </DetailDrawer>
        }
      >
        <DataTable
          tableId="kit"
          label="Breaks"
          columns={columns}
          rows={rows}
          getRowId={row => row.id}
          focusedId={open}
          onFocusRow={row => setOpen(row.id, { replace: true })}
          selection={selection}
          onSelectionChange={setSelection}
          sort={sort}
          onSortChange={setSort}
          pageKeys
        />
        <ActionBar count={selection.size} amounts={[eur('-114203')]} onClear={() => setSelection(new Set())}>
          <ActionButton keyHint="D">Dispute</ActionButton>
          <ActionButton kind="primary" keyHint="A" onClick={() => setAsking(true)}>
            Propose approval
          </ActionButton>
        </ActionBar>
      </SplitView>
      <ReasonDialog
        open={asking}
        title="Propose approval of 3 breaks"
        confirmLabel="Propose approval"
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          toasts.done('3 proposed', { undo: () => {} });
        }}
      >
        A second person decides.
      </ReasonDialog>
    </PageFrame>
  );
}
