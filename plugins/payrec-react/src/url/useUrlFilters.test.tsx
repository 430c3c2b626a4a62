import { act, renderHook } from '@testing-library/react';
import { ReactNode } from 'react';
import { MemoryRouter, useLocation, useNavigationType } from 'react-router-dom';
import { z } from 'zod';
import { readFilters, useUrlFilters, useUrlState, writeFilters } from './useUrlFilters';

const schema = z.object({
  currency: z.string().optional(),
  state: z.array(z.enum(['open', 'proposed'])).default([]),
  minAge: z.coerce.number().int().min(0).optional(),
  limit: z.number().default(50),
  mine: z.boolean().default(false),
  sort: z.enum(['age', 'amount']).default('age'),
});

describe('filters in the URL', () => {
  it.each([
    ['', {}],
    ['currency=EUR', { currency: 'EUR' }],
    ['state=open&state=proposed', { state: ['open', 'proposed'] }],
    ['minAge=3', { minAge: 3 }],
    ['mine=true', { mine: true }],
    ['limit=20', { limit: 20 }],
    ['sort=amount', { sort: 'amount' }],
  ])('%s goes both ways', (search, patch) => {
    const filters = readFilters(schema, new URLSearchParams(search));
    expect(filters).toEqual({ ...readFilters(schema, new URLSearchParams()), ...patch });
    expect(writeFilters(schema, new URLSearchParams(), filters).toString()).toBe(search);
  });

  it.each([
    ['state=closed', 'state', []],
    ['sort=name', 'sort', 'age'],
    ['minAge=old', 'minAge', undefined],
    ['limit=x', 'limit', 50],
  ] as const)('takes %s as absent', (search, name, expected) => {
    expect(readFilters(schema, new URLSearchParams(search))[name]).toEqual(expected);
  });

  it('keeps the parameters of others', () => {
    const params = new URLSearchParams('break=BRK-1&currency=EUR');
    const filters = { ...readFilters(schema, params), currency: undefined };
    expect(writeFilters(schema, params, filters).toString()).toBe('break=BRK-1');
  });
});

describe('hooks', () => {
  const wrapper = ({ children }: { children: ReactNode }) => (
    <MemoryRouter initialEntries={['/list?break=BRK-1']}>{children}</MemoryRouter>
  );
  const render = () =>
    renderHook(
      () => ({
        filters: useUrlFilters(schema),
        open: useUrlState('break'),
        location: useLocation(),
        type: useNavigationType(),
      }),
      { wrapper },
    );

  it('pushes by default and replaces while typing', () => {
    const { result } = render();
    act(() => result.current.filters[1]({ currency: 'EUR' }));
    expect(result.current.location.search).toBe('?break=BRK-1&currency=EUR');
    expect(result.current.type).toBe('PUSH');
    act(() => result.current.filters[1]({ sort: 'amount' }, { replace: true }));
    expect(result.current.type).toBe('REPLACE');
    expect(result.current.filters[0]).toMatchObject({ currency: 'EUR', sort: 'amount' });
  });

  it('does not lose a change made in the same moment', () => {
    const { result } = render();
    act(() => {
      result.current.filters[1]({ currency: 'EUR' });
      result.current.filters[1](current => ({ state: [...current.state, 'open'] }));
    });
    expect(result.current.location.search).toBe('?break=BRK-1&currency=EUR&state=open');
  });

  it('removes one text', () => {
    const { result } = render();
    expect(result.current.open[0]).toBe('BRK-1');
    act(() => result.current.open[1](undefined));
    expect(result.current.location.search).toBe('');
  });
});
