import { StorageApi, storageApiRef, useApi } from '@backstage/frontend-plugin-api';
import { useCallback, useEffect, useMemo, useState } from 'react';

/** What the storage API keeps: JSON. */
type Storable = Parameters<StorageApi['set']>[1];

/**
 * A choice remembered per person: column layout, density, drawer width. `fallback` is constant.
 * Kept by the app's storage API, so on the server where the app has the user-settings backend.
 */
export function useRemembered<T extends Storable>(key: string, fallback: T): [T, (value: T) => void] {
  const storage = useApi(storageApiRef);
  const bucket = useMemo(() => storage.forBucket('payrec'), [storage]);
  const [value, setValue] = useState<T>(() => (bucket.snapshot<T>(key).value as T | undefined) ?? fallback);
  useEffect(() => {
    const subscription = bucket.observe$<T>(key).subscribe(snapshot => {
      if (snapshot.value !== undefined) setValue(snapshot.value as T);
    });
    return () => subscription.unsubscribe();
  }, [bucket, key]);
  const remember = useCallback(
    (next: T) => {
      setValue(next);
      // A choice that could not be kept still holds for this visit.
      bucket.set(key, next).catch(() => {});
    },
    [bucket, key],
  );
  return [value, remember];
}
