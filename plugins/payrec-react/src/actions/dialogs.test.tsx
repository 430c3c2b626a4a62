import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe, toHaveNoViolations } from 'jest-axe';
import { renderKit } from '../__testUtils__/renderKit';
import { ConfirmDialog, ReasonDialog } from './dialogs';

expect.extend(toHaveNoViolations);

describe('ReasonDialog', () => {
  const show = async (error?: string) => {
    const onConfirm = jest.fn();
    const onClose = jest.fn();
    await renderKit(
      <ReasonDialog
        open
        title="Propose approval"
        confirmLabel="Propose"
        error={error}
        onConfirm={onConfirm}
        onClose={onClose}
      />,
    );
    return { onConfirm, onClose };
  };

  it('takes the focus and commits with Enter once the reason is long enough', async () => {
    const { onConfirm } = await show();
    expect(screen.getByLabelText('Reason')).toHaveFocus();
    await userEvent.keyboard('ok{Enter}');
    expect(onConfirm).not.toHaveBeenCalled();
    expect(screen.getByRole('button', { name: 'Propose' })).toBeDisabled();
    await userEvent.keyboard('{Backspace}{Backspace} fees {Enter}');
    expect(onConfirm).toHaveBeenCalledWith('fees');
  });

  it('breaks the line with Shift and Enter, closes with Esc', async () => {
    const { onConfirm, onClose } = await show();
    await userEvent.keyboard('one{Shift>}{Enter}{/Shift}two');
    expect(screen.getByLabelText('Reason')).toHaveValue('one\ntwo');
    await userEvent.keyboard('{Escape}');
    expect(onClose).toHaveBeenCalled();
    expect(onConfirm).not.toHaveBeenCalled();
  });

  it('stays open with the error', async () => {
    await show('Fay approved it a moment ago');
    expect(screen.getByRole('alert')).toHaveTextContent('Fay approved it a moment ago');
    expect(await axe(document.body)).toHaveNoViolations();
  });
});

it('ConfirmDialog confirms with Enter', async () => {
  const onConfirm = jest.fn();
  await renderKit(
    <ConfirmDialog open title="Cancel the run" confirmLabel="Cancel run" onConfirm={onConfirm} onClose={() => {}} />,
  );
  expect(screen.getByRole('button', { name: 'Cancel run' })).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  expect(onConfirm).toHaveBeenCalledTimes(1);
});
