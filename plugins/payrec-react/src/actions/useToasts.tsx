import { toastApiRef, useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { ReactNode, useMemo } from 'react';
import { payrecReactTranslationRef } from '../i18n/translation';
import { messageOf } from '../states/messageOf';

const SHOWN_MS = 6_000;
/** Long enough to read the row again before undoing. */
const UNDO_SHOWN_MS = 12_000;

export type Toasts = {
  /** A decision was taken; with `undo` the toast offers it. */
  done(text: ReactNode, options?: { description?: ReactNode; undo?: () => void }): void;
  info(text: ReactNode, options?: { description?: ReactNode }): void;
  /** Something failed: `text` says what and what it means, the error says why. Stays until closed. */
  failed(text: ReactNode, error?: unknown): void;
};

/** Short messages in the corner of the app. */
export function useToasts(): Toasts {
  const toastApi = useApi(toastApiRef);
  const { t } = useTranslationRef(payrecReactTranslationRef);
  return useMemo(
    () => ({
      done(text, { description, undo } = {}) {
        const toast = toastApi.post({
          status: 'success',
          timeout: undo ? UNDO_SHOWN_MS : SHOWN_MS,
          description,
          title: undo ? (
            <>
              {text}{' '}
              <button
                type="button"
                style={{
                  font: 'inherit',
                  color: 'inherit',
                  background: 'none',
                  border: 0,
                  padding: '0 4px',
                  cursor: 'pointer',
                  textDecoration: 'underline',
                }}
                onClick={() => {
                  toast.close();
                  undo();
                }}
              >
                {t('action.undo')}
              </button>
            </>
          ) : (
            text
          ),
        });
      },
      info(text, { description } = {}) {
        toastApi.post({ title: text, description, status: 'info', timeout: SHOWN_MS });
      },
      failed(text, error) {
        toastApi.post({
          title: text,
          description: error === undefined ? undefined : messageOf(error),
          status: 'danger',
        });
      },
    }),
    [toastApi, t],
  );
}
