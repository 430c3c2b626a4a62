import { DataColumn, MoneyText, StateChip, Tone } from '../src';

export const eur = (minor: string) => ({ minor, currency: 'EUR' });

export type Row = {
  id: string;
  valueDate: string;
  reference: string;
  party: string;
  expected: string;
  difference: string;
  received: string | null;
  text: string;
  age: number;
  state: string;
  tone: Tone;
};

const PARTIES = ['Kaffeehaus Nord', 'Lumen Optik', 'Velo Werkstatt', 'Atelier Sud', 'مقهى الشمال', 'Papier & Co'];
const STATES: [string, Tone][] = [
  ['Open', 'neutral'],
  ['Proposed', 'info'],
  ['Disputed', 'hold'],
  ['Approved', 'ok'],
];

export function makeRows(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => {
    const [state, tone] = STATES[index % STATES.length];
    const missing = index % 3 === 0;
    return {
      id: `BRK-${index}`,
      valueDate: '17 Nov',
      reference: `ORD-${778120 + index}`,
      party: PARTIES[index % PARTIES.length],
      expected: String(12990 + index * 7919),
      difference: missing ? String(-(12990 + index * 7919)) : String((index % 2 ? 1 : -1) * (index + 2)),
      received: missing ? null : String(12990 + index * 7918),
      text: missing ? 'none yet, due Mon 23 Nov, later than usual' : `SEPA OVERBOEKING REMI/TX45${index} BATCH 380`,
      age: (index % 14) + 1,
      state,
      tone,
    };
  });
}

const OURS = 'Our record';
const BANK = 'Bank or aggregator';

export const columns: DataColumn<Row>[] = [
  { id: 'date', header: 'Value date', group: OURS, width: 76, cell: row => row.valueDate },
  { id: 'ref', header: 'Reference', group: OURS, width: 104, kind: 'id', cell: row => row.reference },
  { id: 'party', header: 'Merchant', group: OURS, width: 130, cell: row => row.party, text: row => row.party },
  {
    id: 'expected',
    header: 'Expected',
    group: OURS,
    width: 96,
    kind: 'number',
    cell: row => <MoneyText money={eur(row.expected)} />,
  },
  {
    id: 'difference',
    header: 'Difference',
    width: 92,
    kind: 'difference',
    sortKey: 'amount',
    fixed: true,
    cell: row => (
      <MoneyText money={eur(row.difference)} signed tone={row.difference.startsWith('-') ? 'bad' : 'warn'} />
    ),
  },
  {
    id: 'received',
    header: 'Received',
    group: BANK,
    width: 96,
    kind: 'number',
    cell: row => (row.received ? <MoneyText money={eur(row.received)} /> : '—'),
  },
  {
    id: 'text',
    header: 'Text on the statement',
    group: BANK,
    width: 160,
    cell: row => row.text,
    text: row => row.text,
  },
  { id: 'age', header: 'Age', width: 52, kind: 'number', sortKey: 'age', cell: row => `${row.age} d` },
  {
    id: 'state',
    header: 'State',
    width: 96,
    cell: row => <StateChip tone={row.tone}>{row.state}</StateChip>,
  },
];

const DAYS = ['09', '10', '11', '12', '13', '14', '15', '16', '17', '18', '19', '20'].map(day => `2026-11-${day}`);
type Cell = number | 'ok' | 'closed' | 'no-file' | 'running';
const CELLS: [string, string, Cell[], string, string][] = [
  [
    'Adyen · Example BV',
    'EUR · NL13 … 89',
    ['ok', 'ok', 'ok', 'ok', 'ok', 'closed', 'closed', 2, 4, 9, 41, 188],
    '-1410290',
    'EUR',
  ],
  [
    'Sparbank Sud',
    'USD · 4471 … 02',
    ['ok', 'ok', 'ok', 2, 'ok', 'closed', 'closed', 'ok', 3, 5, 'no-file', 64],
    '-312000',
    'USD',
  ],
  [
    'Mizu Bank',
    'JPY · 0088 … 40',
    ['ok', 'ok', 'ok', 'ok', 'ok', 'closed', 'closed', 'ok', 'ok', 'ok', 1, 11],
    '-12800',
    'JPY',
  ],
  [
    'Gulf Settlement',
    'KWD · KW81 … 01',
    ['ok', 'ok', 'ok', 'ok', 'closed', 'closed', 'ok', 'ok', 'ok', 'ok', 'ok', 'running'],
    '0',
    'KWD',
  ],
];

export const dayRows = CELLS.map(([name, detail, cells, minor, currency]) => ({
  id: name,
  name,
  detail,
  open: { minor, currency },
  days: cells.map((cell, index) => ({
    businessDate: DAYS[index],
    state: typeof cell === 'number' ? ('open' as const) : cell,
    openBreaks: typeof cell === 'number' ? cell : 0,
    progressPercent: cell === 'running' ? 62 : undefined,
    to: cell === 'closed' ? undefined : `/kit/list?day=${DAYS[index]}`,
  })),
}));
