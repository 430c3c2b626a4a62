import { screen, waitFor, within } from '@testing-library/react';
import { axe, toHaveNoViolations } from 'jest-axe';
import { FakeReconciliationClient, statementFileOf } from '../../__testUtils__';
import { READER_DENIED, renderPage } from '../../__testUtils__/renderPage';

expect.extend(toHaveNoViolations);

const file = (name: string) => new File(['{1:F01}'], name, { type: 'text/plain' });
const table = () => screen.findByRole('grid', { name: 'Statement files, newest first' });

describe('Statements', () => {
  it('lists files with their state, whether they foot and chain, and their warnings', async () => {
    renderPage('statements');
    const row = within(await table())
      .getByText('handelsbank-20261120.mt940')
      .closest('tr')!;
    expect(within(row).getByText('Read')).toBeInTheDocument();
    expect(within(row).getByText('no')).toBeInTheDocument();
    expect(within(row).getByText('2 warnings')).toBeInTheDocument();
  });

  it('uploads several files and says what became of each', async () => {
    const { client, person } = renderPage('statements');
    await table();
    client.answer('uploadStatementFile', input => {
      const fileName = (input as { query: { fileName: string } }).query.fileName;
      const uploadedAt = new Date().toISOString();
      if (fileName === 'broken.txt') {
        return statementFileOf({
          id: 'new-2',
          fileName,
          uploadedAt,
          state: 'rejected',
          rejectedReason: 'Line 1: unknown format',
        });
      }
      if (fileName === 'again.sta') return client.files.find(candidate => candidate.id === 'file-abn-20261118');
      return statementFileOf({
        id: 'new-1',
        fileName,
        uploadedAt,
        lineCount: 4,
        warnings: [{ code: 'X', line: 3, message: 'late' }],
      });
    });
    await person.upload(screen.getByLabelText('choose files'), [
      file('new.sta'),
      file('broken.txt'),
      file('again.sta'),
    ]);
    const [row] = (await screen.findAllByText('new.sta')).map(element => element.closest('li')!);
    expect(await within(row).findByText(/4 lines read/)).toBeInTheDocument();
    expect(within(row).getByText('1 warning')).toBeInTheDocument();
    expect(await screen.findByText('Not read: Line 1: unknown format')).toBeInTheDocument();
    expect(await screen.findByText('Already there')).toBeInTheDocument();
  });

  it('says which file could not be uploaded and why', async () => {
    const client = new FakeReconciliationClient().fail('uploadStatementFile', 413, 'The file is larger than 50 MB');
    const { person } = renderPage('statements', { client });
    await table();
    await person.upload(screen.getByLabelText('choose files'), [file('huge.sta')]);
    expect(await screen.findByText('Not uploaded: The file is larger than 50 MB')).toBeInTheDocument();
  });

  it('opens a file with its warnings by line, its statements and its lines', async () => {
    renderPage('statements?file=file-handelsbank-1120');
    const drawer = await screen.findByRole('complementary');
    expect(await within(drawer).findByText('line 208')).toBeInTheDocument();
    expect(within(drawer).getByText(/0.10 is not booked/)).toBeInTheDocument();
    expect(await within(drawer).findByRole('grid', { name: 'Lines of the file' })).toBeInTheDocument();
  });

  it('keeps its filters in the link', async () => {
    const { client } = renderPage('statements?state=rejected&warnings=true');
    await screen.findByText('No file fits these filters.');
    expect(client.calls.find(call => call.operation === 'listStatementFiles')!.input).toMatchObject({
      query: { state: 'rejected', warningsOnly: true },
    });
  });

  it('shows a reader why nothing can be uploaded', async () => {
    renderPage('statements', { denied: READER_DENIED });
    expect(await screen.findByLabelText('Your role may read statements but not upload them')).toBeInTheDocument();
  });

  it.each([
    [403, 'You may not see this'],
    [503, 'The query engine does not answer'],
    [500, 'This could not be read'],
  ])('answer %s has a look of its own', async (status, title) => {
    renderPage('statements', { client: new FakeReconciliationClient().failAll(status, 'No') });
    expect(await screen.findByText(title)).toBeInTheDocument();
  });

  it('has no accessibility violation', async () => {
    renderPage('statements');
    await table();
    await waitFor(() => expect(screen.getByText('abn-20261118.sta')).toBeInTheDocument());
    expect(await axe(document.body, { rules: { region: { enabled: false } } })).toHaveNoViolations();
  });
});
