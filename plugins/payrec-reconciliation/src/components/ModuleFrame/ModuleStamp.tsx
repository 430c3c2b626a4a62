import { AsOfStamp, AsOfStampProps, useNow } from '@internal/plugin-payrec-react';
import { isStale } from './isStale';

/** From when the data of a list is; a warning once it is older than its promise. */
export function ModuleStamp({ asOf, parts }: Pick<AsOfStampProps, 'parts'> & { asOf: Parameters<typeof isStale>[0] }) {
  const now = useNow();
  return <AsOfStamp asOf={asOf} tone={isStale(asOf, now) ? 'warn' : 'ok'} parts={parts} />;
}
