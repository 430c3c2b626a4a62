import { act } from '@testing-library/react';
import { renderKit } from '../__testUtils__/renderKit';
import { ActionBar } from './ActionBar';

const lift = () => document.documentElement.style.getPropertyValue('--payrec-bottom-bar');

it('lifts the toasts above itself while something is selected', async () => {
  const place = jest.spyOn(HTMLElement.prototype, 'getBoundingClientRect');
  place.mockReturnValue({ top: window.innerHeight - 54 } as DOMRect);
  const { unmount } = await renderKit(<ActionBar count={2}>verbs</ActionBar>);
  expect(lift()).toBe('54px');
  act(() => unmount());
  expect(lift()).toBe('0px');
  place.mockRestore();
});

it('lifts nothing while nothing is selected', async () => {
  await renderKit(<ActionBar count={0}>verbs</ActionBar>);
  expect(lift()).toBe('0px');
});
