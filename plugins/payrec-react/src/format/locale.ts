import { AppLanguageApi, appLanguageApiRef, useApi } from '@backstage/frontend-plugin-api';
import { useSyncExternalStore } from 'react';

/** The browser's own locale when it speaks the language chosen in the app, else the language itself. */
export function localeFor(language: string, browserLocale: string | undefined): string {
  const sameLanguage = browserLocale?.split('-')[0] === language.split('-')[0];
  return sameLanguage ? browserLocale! : language;
}

type Subscribe = (listener: () => void) => () => void;
const subscriptions = new WeakMap<AppLanguageApi, Subscribe>();

/** One subscription for all who ask: every amount and date of a table does, and a table has hundreds. */
function subscriptionTo(languageApi: AppLanguageApi): Subscribe {
  let subscribe = subscriptions.get(languageApi);
  if (!subscribe) {
    const listeners = new Set<() => void>();
    let shared: { unsubscribe(): void } | undefined;
    subscribe = listener => {
      listeners.add(listener);
      shared ??= languageApi.language$().subscribe(() => listeners.forEach(tell => tell()));
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        shared?.unsubscribe();
        shared = undefined;
      };
    };
    subscriptions.set(languageApi, subscribe);
  }
  return subscribe;
}

/** Locale of the person for amounts and dates, such as `en-GB`. */
export function usePayrecLocale(): string {
  const languageApi = useApi(appLanguageApiRef);
  const language = useSyncExternalStore(subscriptionTo(languageApi), () => languageApi.getLanguage().language);
  return localeFor(language, globalThis.navigator?.language);
}
