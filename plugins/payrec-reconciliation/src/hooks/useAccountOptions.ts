import { FilterOption } from '@internal/plugin-payrec-react';
import { useUnits } from './useUnits';

/** The accounts a person picks from, by unit; none until they are known. */
export function useAccountOptions(): FilterOption[] {
  const { data: units } = useUnits();
  return (units?.items ?? []).map(({ unit, accountName, currency }) => ({
    value: unit,
    label: `${accountName} · ${currency}`,
  }));
}
