import { renderInTestApp } from '@backstage/frontend-test-utils';
import { ReactElement } from 'react';

/** Renders with everything that an app provides, waiting for the app to be there. */
export async function renderKit(element: ReactElement) {
  const result = renderInTestApp(<div data-testid="kit">{element}</div>);
  await result.findByTestId('kit');
  return result;
}
