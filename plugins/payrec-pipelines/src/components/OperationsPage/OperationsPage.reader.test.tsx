import { screen } from '@testing-library/react';
import { answerWith, renderPipelines, server } from '../../__testUtils__/renderOperations';
import { OperationsPage } from './OperationsPage';

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterAll(() => server.close());

// In a file of its own: answers about permissions are remembered beyond one test.
it('shows who may not operate the reason', async () => {
  answerWith();
  renderPipelines(<OperationsPage />, { mayOperate: false });
  await screen.findByRole('button', { name: 'Acknowledge' });
  expect(screen.getAllByRole('note', { name: /payrec.pipelines.operate/ }).length).toBeGreaterThan(1);
});
