import { alertStateSchema, prioritySchema } from '@internal/plugin-payrec-fraud-common';
import { FilterBar, FilterChip, FilterSelect, SearchField, SetUrlFilters } from '@internal/plugin-payrec-react';
import { useEffect, useRef, useState } from 'react';
import { QueueState } from '../../feed/AlertStore';
import { useFraudText } from '../../translation';
import { ageText, personName } from '../AlertLabels';
import { AmountFilter } from './AmountFilter';
import { QueueFilters, queueFilters } from './queueFilters';

const SCORES = ['0.95', '0.9', '0.85', '0.8', '0.7'] as const;
/** Minutes; positive: older than, negative: younger than. */
const AGES = [-15, -60, 60, 240, 1440] as const;
const MINUTE_MS = 60_000;
/** Options offered at most; a queue may hold every merchant of the world. */
const OPTIONS_MAX = 60;
const USUAL_CURRENCIES = ['EUR', 'USD', 'GBP', 'JPY'];
const FLAGS = ['pastDue', 'crossBorder', 'recoverable'] as const;
const FLAG_LABELS = { pastDue: 'pastDueOnly', crossBorder: 'crossBorder', recoverable: 'recoverable' } as const;
const TOKENS = ['cardToken', 'deviceToken', 'userToken'] as const;
const TOKEN_LABELS = { cardToken: 'card', deviceToken: 'device', userToken: 'user' } as const;

/** Rows looked at in one go: a few milliseconds. */
const SLICE_ROWS = 4_000;

type Options = ReturnType<typeof collect> extends Generator<void, infer T> ? T : never;

/** What can be chosen: everything that the rows now on screen have. Yields after every slice of them. */
function* collect(rows: QueueState['rows']) {
  const merchants = new Map<string, string>();
  const reasons = new Map<string, string>();
  const countries = new Set<string>();
  const currencies = new Set<string>(USUAL_CURRENCIES);
  const people = new Set<string>();
  for (const [index, { alert }] of rows.entries()) {
    if (index % SLICE_ROWS === SLICE_ROWS - 1) yield;
    if (alert.merchantId) merchants.set(alert.merchantId, alert.merchantName ?? alert.merchantId);
    for (const reason of alert.reasons) if (!reasons.has(reason.code)) reasons.set(reason.code, reason.label);
    if (alert.country) countries.add(alert.country);
    if (alert.counterCountry) countries.add(alert.counterCountry);
    if (alert.amount) currencies.add(alert.amount.currency);
    if (alert.claimedBy) people.add(alert.claimedBy);
  }
  const byLabel = (a: { label: string }, b: { label: string }) => a.label.localeCompare(b.label);
  const list = (map: Map<string, string>) =>
    [...map]
      .map(([value, label]) => ({ value, label }))
      .sort(byLabel)
      .slice(0, OPTIONS_MAX);
  return {
    merchants: list(merchants),
    reasons: list(reasons),
    countries: [...countries].sort().map(value => ({ value, label: value })),
    currencies: [...currencies],
    people: [...people].sort(),
  };
}

/** Long enough after the rows that their painting is over; nobody opens a menu faster. */
const SETTLE_MS = 250;

/**
 * What the menus offer. Made anew only when rows come or go, not at fifty changes a second, and in slices apart from the
 * frame that shows the rows: over a long queue it takes as long as drawing does.
 */
function useOptions(state: QueueState): Options {
  const [options, setOptions] = useState<Options>(() => collect([]).next().value as Options);
  const latest = useRef(state);
  latest.current = state;
  const { orderKey, ready } = state;
  useEffect(() => {
    if (!ready) return undefined;
    let work: Generator<void, Options> | undefined;
    let timer: ReturnType<typeof setTimeout>;
    const step = () => {
      work ??= collect(latest.current.rows);
      const { done, value } = work.next();
      if (done) setOptions(value);
      else timer = setTimeout(step);
    };
    timer = setTimeout(step, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [orderKey, ready]);
  return options;
}

export type QueueFilterBarProps = {
  filters: QueueFilters;
  onChange: SetUrlFilters<typeof queueFilters>;
  state: QueueState;
  me: string | undefined;
};

/** The filters of the queue. */
export function QueueFilterBar({ filters, onChange, state, me }: QueueFilterBarProps) {
  const { t } = useFraudText();
  const options = useOptions(state);
  const age = filters.ageMaxMinutes !== undefined ? -filters.ageMaxMinutes : filters.ageMinMinutes;
  const list = (value: string[]) => (value.length > 0 ? value : undefined);
  return (
    <FilterBar>
      <SearchField
        value={filters.q}
        placeholder={t('queue.search')}
        onChange={q => onChange({ q }, { replace: true })}
      />
      <FilterSelect
        multiple
        label={t('queue.merchant')}
        value={filters.merchantId ?? []}
        options={options.merchants}
        onChange={value => onChange({ merchantId: list(value) })}
      />
      <AmountFilter
        value={filters.amount ?? []}
        currencies={options.currencies}
        onChange={amount => onChange({ amount: list(amount) })}
      />
      <FilterSelect
        label={t('queue.score')}
        value={filters.scoreMin}
        options={SCORES.map(value => ({ value, label: `${value.padEnd(4, '0')}+` }))}
        onChange={scoreMin => onChange({ scoreMin })}
      />
      <FilterSelect
        multiple
        label={t('queue.reason')}
        value={filters.reason ?? []}
        options={options.reasons}
        onChange={value => onChange({ reason: list(value) })}
      />
      <FilterSelect
        multiple
        label={t('queue.country')}
        value={filters.country ?? []}
        options={options.countries}
        onChange={value => onChange({ country: list(value) })}
      />
      <FilterSelect
        label={t('queue.age')}
        value={age === undefined ? undefined : String(age)}
        options={AGES.map(minutes => ({
          value: String(minutes),
          label: t(minutes < 0 ? 'queue.ageUnder' : 'queue.ageOver', {
            time: ageText(t, Math.abs(minutes) * MINUTE_MS),
          }),
        }))}
        onChange={value => {
          const minutes = value === undefined ? undefined : Number(value);
          onChange({
            ageMaxMinutes: minutes !== undefined && minutes < 0 ? -minutes : undefined,
            ageMinMinutes: minutes !== undefined && minutes > 0 ? minutes : undefined,
          });
        }}
      />
      <FilterSelect
        multiple
        label={t('queue.state')}
        value={filters.state ?? []}
        options={alertStateSchema.options.map(value => ({ value, label: t(`state.${value}`) }))}
        onChange={value => onChange({ state: value.length > 0 ? value : undefined })}
      />
      <FilterSelect
        multiple
        label={t('queue.priority')}
        value={filters.priority ?? []}
        options={prioritySchema.options.map(value => ({ value, label: t(`priority.${value}`) })).reverse()}
        onChange={value => onChange({ priority: value.length > 0 ? value : undefined })}
      />
      <FilterSelect
        multiple
        label={t('queue.assignee')}
        value={filters.assignee ?? []}
        options={[
          { value: 'me', label: t('queue.me') },
          { value: 'none', label: t('queue.nobody') },
          ...options.people.filter(ref => ref !== me).map(ref => ({ value: ref, label: personName(ref) })),
        ]}
        onChange={value => onChange({ assignee: list(value) })}
      />
      {FLAGS.filter(flag => filters[flag]).map(flag => (
        <FilterChip
          key={flag}
          label={t(`queue.${FLAG_LABELS[flag]}`)}
          onRemove={() => onChange({ [flag]: undefined })}
        />
      ))}
      {TOKENS.filter(token => filters[token]?.length).map(token => (
        <FilterChip
          key={token}
          label={t(`queue.${TOKEN_LABELS[token]}`)}
          value={filters[token]!.join(', ')}
          onRemove={() => onChange({ [token]: undefined })}
        />
      ))}
    </FilterBar>
  );
}
