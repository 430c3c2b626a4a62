/** Stores whose names are paths; tables and topics are never trimmed. */
const PATH_NAMESPACE = /^(s3[an]?|gs|hdfs|abfss?|wasbs?|dbfs|file|local|oss|adl)(:|$)/;

const KEY_VALUE = /^[^/=]+=[^/]*$/;
const DATE = /^\d{4}-?\d{2}-?\d{2}([T_ -]?\d{2,6}(:?\d{2})*Z?)?$|^\d{8}T\d+Z?$/;
const YEAR_MONTH = /^\d{4}-?(0[1-9]|1[0-2])$/;
const YEAR = /^(19|20|21)\d{2}$/;
const TWO_DIGITS = /^\d{2}$/;

/**
 * The dataset of a path and what of it was a partition, as the Java client trims: `key=value`, a date, `2026/03/01`,
 * `2026/03`, from the end, until nothing changes; at least one segment stays.
 */
export function trimPartition(namespace: string, name: string): { name: string; partition: string | null } {
  if (!PATH_NAMESPACE.test(namespace)) return { name, partition: null };
  const segments = name.replace(/\/+$/, '').split('/');
  const from = segments.length;
  let keep = from;
  for (;;) {
    const drop = trailing(segments.slice(0, keep));
    if (drop === 0 || segments.slice(0, keep - drop).every(one => one === '')) break;
    keep -= drop;
  }
  if (keep === from) return { name, partition: null };
  return { name: segments.slice(0, keep).join('/'), partition: segments.slice(keep).join('/') };
}

/** How many segments at the end are one partition. */
function trailing(segments: readonly string[]): number {
  const [third, second, last] = [
    segments[segments.length - 3],
    segments[segments.length - 2],
    segments[segments.length - 1],
  ];
  if (last === undefined) return 0;
  if (KEY_VALUE.test(last) || DATE.test(last)) return 1;
  if (TWO_DIGITS.test(last) && second !== undefined) {
    if (third !== undefined && TWO_DIGITS.test(second) && YEAR.test(third)) return 3;
    if (YEAR.test(second) || YEAR_MONTH.test(second)) return 2;
  }
  return YEAR_MONTH.test(last) ? 1 : 0;
}
