import { appLanguageApiRef, useApi } from '@backstage/frontend-plugin-api';
import { useEffect, useState } from 'react';

/** The browser's own locale when it speaks the language chosen in the app, else the language itself. */
export function localeFor(language: string, browserLocale: string | undefined): string {
  const sameLanguage = browserLocale?.split('-')[0] === language.split('-')[0];
  return sameLanguage ? browserLocale! : language;
}

/** Locale of the person for amounts and dates, such as `en-GB`. */
export function usePayrecLocale(): string {
  const languageApi = useApi(appLanguageApiRef);
  const [language, setLanguage] = useState(() => languageApi.getLanguage().language);
  useEffect(() => {
    const subscription = languageApi.language$().subscribe(next => setLanguage(next.language));
    return () => subscription.unsubscribe();
  }, [languageApi]);
  return localeFor(language, globalThis.navigator?.language);
}
