import { useApi } from '@backstage/frontend-plugin-api';
import { AlertFilter, parsePlace } from '@internal/plugin-payrec-fraud-common';
import { formatInteger, messageOf, usePayrecLocale, useToasts } from '@internal/plugin-payrec-react';
import { useMutation } from '@tanstack/react-query';
import { fraudApiRef } from '../../api';
import { AlertFeed } from '../../feed/useAlertFeed';
import { digestOf } from '../../feed/verify';
import { useFraudText } from '../../translation';

const ATTEMPTS = 5;
const WAIT_MS = 400;

type Verdict = { seq: number; here: number; there: number; same: boolean } | 'busy';

/** Compares what this screen holds with the database at the same place of the feed. */
export function useVerify(feed: AlertFeed, filter: AlertFilter) {
  const { t } = useFraudText();
  const client = useApi(fraudApiRef);
  const toasts = useToasts();
  const locale = usePayrecLocale();
  return useMutation({
    mutationFn: async (): Promise<Verdict> => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const answer = await client.verifyFeed({ query: filter });
        const place = parsePlace(answer.cursor);
        // The stream may be a moment behind the answer; a place that was passed meanwhile cannot be compared.
        for (let wait = 0; wait < 5 && (feed.client.status.cursor?.seq ?? 0) < (place?.seq ?? 0); wait++) {
          await new Promise(resolve => setTimeout(resolve, WAIT_MS));
        }
        const here = feed.client.status.cursor;
        if (here && place && here.seq === place.seq && here.epoch === place.epoch) {
          const rows = feed.store.fitting();
          const same = rows.length === answer.count && (await digestOf(rows)) === answer.digest;
          return { seq: place.seq, here: rows.length, there: answer.count, same };
        }
      }
      return 'busy';
    },
    onSuccess: verdict => {
      const shown = (value: number) => formatInteger(value, locale);
      if (verdict === 'busy') toasts.info(t('feed.verifyBusy'));
      else if (verdict.same) toasts.done(t('feed.verified', { shown: shown(verdict.here), seq: shown(verdict.seq) }));
      else {
        toasts.failed(
          t('feed.notVerified', { seq: shown(verdict.seq), here: shown(verdict.here), there: shown(verdict.there) }),
        );
        feed.startOver();
      }
    },
    onError: error => {
      toasts.failed(t('feed.verifyFailed', { message: messageOf(error) }));
    },
  });
}
