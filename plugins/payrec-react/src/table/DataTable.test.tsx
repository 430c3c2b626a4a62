import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe, toHaveNoViolations } from 'jest-axe';
import { useState } from 'react';
import { renderKit } from '../__testUtils__/renderKit';
import { DataTable, DataTableProps } from './DataTable';
import { TableSettings } from './TableSettings';
import { DataColumn } from './columns';
import { Selection } from './rowSelection';

expect.extend(toHaveNoViolations);

type Row = { id: string; ref: string; amount: string };

const makeRows = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ id: `r${index}`, ref: `ORD-${index}`, amount: `${index}.00` }));

const columns: DataColumn<Row>[] = [
  { id: 'ref', header: 'Reference', group: 'Our record', width: 100, kind: 'id', cell: row => row.ref },
  { id: 'amount', header: 'Amount', width: 90, kind: 'number', sortKey: 'amount', cell: row => row.amount },
];

type Extra = Partial<DataTableProps<Row>> & { onSelected?: (selection: Selection) => void };

function Harness({ rows, onSelected, ...extra }: Extra & { rows: readonly Row[] }) {
  const [selection, setSelection] = useState<Selection>(new Set());
  return (
    <>
      <TableSettings tableId="test" columns={columns} />
      <DataTable
        tableId="test"
        label="Breaks"
        columns={columns}
        rows={rows}
        getRowId={row => row.id}
        selection={selection}
        onSelectionChange={next => {
          setSelection(next);
          onSelected?.(next);
        }}
        {...extra}
      />
    </>
  );
}

function focusedRow(): HTMLElement | null {
  const id = screen.getByRole('grid').getAttribute('aria-activedescendant');
  return id ? document.getElementById(id) : null;
}

describe('DataTable', () => {
  it('draws only the rows in sight and tells the whole count', async () => {
    await renderKit(<Harness rows={makeRows(50_000)} />);
    const grid = await screen.findByRole('grid', { name: 'Breaks' });
    expect(within(grid).getAllByRole('row').length).toBeLessThan(60);
    expect(grid).toHaveAttribute('aria-rowcount', '50002');
    expect(screen.getByText('50000 rows')).toBeInTheDocument();
  });

  it('gives a column that grows a larger share of spare width, and no column less than its width', async () => {
    await renderKit(<Harness rows={makeRows(1)} columns={[{ ...columns[0], grow: 2.4 }, columns[1]]} />);
    const row = screen.getByText('ORD-0').closest('tr');
    expect(row?.style.gridTemplateColumns).toBe('34px minmax(100px, 240fr) minmax(90px, 90fr)');
  });

  it('has no accessibility violations', async () => {
    const { container } = await renderKit(<Harness rows={makeRows(3)} />);
    expect(await axe(container)).toHaveNoViolations();
  });

  it('moves with J, K, arrows, Home and End while the grid keeps the focus', async () => {
    const onFocusRow = jest.fn();
    await renderKit(<Harness rows={makeRows(50_000)} onFocusRow={onFocusRow} />);
    const grid = screen.getByRole('grid');
    grid.focus();
    await userEvent.keyboard('j');
    expect(focusedRow()).toHaveTextContent('ORD-0');
    await userEvent.keyboard('j{ArrowDown}k');
    expect(focusedRow()).toHaveTextContent('ORD-1');
    await userEvent.keyboard('{End}');
    expect(focusedRow()).toHaveTextContent('ORD-49999');
    await userEvent.keyboard('{Home}');
    expect(focusedRow()).toHaveTextContent('ORD-0');
    expect(grid).toHaveFocus();
    expect(onFocusRow).toHaveBeenLastCalledWith(expect.objectContaining({ id: 'r0' }));
  });

  it('moves from anywhere on the page with page keys, but not out of a text field', async () => {
    await renderKit(
      <>
        <input aria-label="note" />
        <Harness rows={makeRows(5)} pageKeys />
      </>,
    );
    await userEvent.keyboard('jj');
    expect(focusedRow()).toHaveTextContent('ORD-1');
    // What a screen reader follows: the grid has the focus and names the row.
    expect(screen.getByRole('grid')).toHaveFocus();
    expect(screen.getByRole('grid')).toHaveAttribute('aria-activedescendant', focusedRow()?.id);
    await userEvent.type(screen.getByLabelText('note'), 'jjx');
    expect(focusedRow()).toHaveTextContent('ORD-1');
  });

  it('selects with X and ranges with Shift', async () => {
    const onSelected = jest.fn();
    await renderKit(<Harness rows={makeRows(10)} onSelected={onSelected} pageKeys />);
    await userEvent.keyboard('jx');
    expect([...onSelected.mock.lastCall[0]]).toEqual(['r0']);
    await userEvent.keyboard('jjj{Shift>}x{/Shift}');
    expect([...onSelected.mock.lastCall[0]]).toEqual(['r0', 'r1', 'r2', 'r3']);
    await userEvent.keyboard('x');
    expect([...onSelected.mock.lastCall[0]]).toEqual(['r0', 'r1', 'r2']);
    const rows = screen.getAllByRole('row', { selected: true });
    expect(rows).toHaveLength(3);
  });

  it('selects a range with a Shift click', async () => {
    const onSelected = jest.fn();
    await renderKit(<Harness rows={makeRows(10)} onSelected={onSelected} />);
    const user = userEvent.setup();
    const boxes = screen.getAllByRole('checkbox', { name: 'Select row' });
    await user.click(boxes[1]);
    await user.keyboard('{Shift>}');
    await user.click(boxes[4]);
    await user.keyboard('{/Shift}');
    expect([...onSelected.mock.lastCall[0]]).toEqual(['r1', 'r2', 'r3', 'r4']);
  });

  it('opens with Enter', async () => {
    const onOpen = jest.fn();
    await renderKit(<Harness rows={makeRows(5)} onOpen={onOpen} pageKeys />);
    await userEvent.keyboard('jj{Enter}');
    expect(onOpen).toHaveBeenCalledWith(expect.objectContaining({ id: 'r1' }));
  });

  it('asks for the next page near the end, once', async () => {
    const onEndReached = jest.fn();
    await renderKit(<Harness rows={makeRows(10)} hasMore onEndReached={onEndReached} />);
    expect(onEndReached).toHaveBeenCalledTimes(1);
    expect(screen.getByRole('grid')).toHaveAttribute('aria-rowcount', '-1');
  });

  it('asks for a sort and shows the current one', async () => {
    const onSortChange = jest.fn();
    await renderKit(
      <Harness rows={makeRows(3)} sort={{ key: 'amount', direction: 'desc' }} onSortChange={onSortChange} />,
    );
    expect(screen.getByRole('columnheader', { name: /Amount/ })).toHaveAttribute('aria-sort', 'descending');
    await userEvent.click(screen.getByRole('button', { name: /Amount/ }));
    expect(onSortChange).toHaveBeenCalledWith({ key: 'amount', direction: 'asc' });
  });

  it('hides a column and remembers it', async () => {
    await renderKit(<Harness rows={makeRows(3)} />);
    await userEvent.click(screen.getByRole('button', { name: 'Columns' }));
    await userEvent.click(screen.getByRole('menuitemcheckbox', { name: /Reference/ }));
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByText('ORD-0')).not.toBeInTheDocument();
    expect(screen.getByText('0.00')).toBeInTheDocument();
  });

  it('shows skeleton rows on the first load and words for none', async () => {
    await renderKit(<Harness rows={[]} loading />);
    expect(screen.getByRole('grid')).toHaveAttribute('aria-busy', 'true');
  });

  it('says that there are no rows', async () => {
    await renderKit(<Harness rows={[]} />);
    expect(screen.getByText('No rows')).toBeInTheDocument();
  });
});
