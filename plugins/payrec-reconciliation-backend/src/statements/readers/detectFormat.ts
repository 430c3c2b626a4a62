import { StatementFormat } from './types';
import { settlementFormatOf } from './settlement/columns';

/** How much of a file is looked at. */
export const DETECT_BYTES = 65_536;

/**
 * The format by what the file says, never by its name (`.txt`, `.sta` and `.csv` mean nothing); the name decides only
 * between nothing and MT940 for a file whose header lines are longer than what is looked at. Undefined when it is none.
 */
export function detectFormat(firstBytes: Uint8Array, fileName = ''): StatementFormat | undefined {
  const utf16 = firstBytes[0] === 0xff || firstBytes[0] === 0xfe || firstBytes[1] === 0;
  // Markers of every format are ASCII: dropping NULs reads them in UTF-16 as well.
  const single = Array.from(firstBytes.subarray(0, DETECT_BYTES), byte => String.fromCharCode(byte))
    .join('')
    .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '');
  const text = utf16 ? single.replaceAll('\0', '') : single;
  const start = text.trimStart();
  if (start.startsWith('<')) {
    return /<(?:[\w.-]+:)?(?:Document|BkToCstmr)|<!DOCTYPE|camt\.05/.test(start) ? 'camt053' : undefined;
  }
  if (/^01,/.test(start)) return 'bai2';
  const settlement = settlementFormatOf(start);
  if (settlement) return settlement;
  if (/(^|[\r\n{:4])\s?:(20|25P?|28C?|60[FM]|61):/.test(text)) {
    return /[\r\n]:(34F|90[CD]):/.test(text) && !/[\r\n]:6[02][FM]:/.test(text) ? 'mt942' : 'mt940';
  }
  return /\.(sta|mt940|940)$/i.test(fileName) && !text.includes('\x00') && text.length >= DETECT_BYTES
    ? 'mt940'
    : undefined;
}
