import { WorkInputRefused } from '../workErrors';
import { hasCardNumber } from './masking';

/** Text for the record, as it came. @throws WorkInputRefused when a card number stands in it. */
export function recordText(text: string): string {
  if (!hasCardNumber(text)) return text;
  throw new WorkInputRefused('card_number', 'The text holds a card number; write the last four digits only');
}
