import { detectFormat } from './detectFormat';

describe('detectFormat', () => {
  it.each<[string, string, string | undefined]>([
    ['MT940', ':20:X\r\n:25:1\r\n:60F:C260101EUR0,\r\n', 'mt940'],
    ['MT940 in SWIFT blocks', '{1:F01X}{2:O940}{4:\r\n:20:X\r\n:60F:C260101EUR0,', 'mt940'],
    ['MT940 under bank headers', 'ABNANL2A\n940\nABNANL2A\n:20:X\n', 'mt940'],
    ['MT942', ':20:X\n:25:1\n:34F:EUR0,\n:90D:0EUR0,\n', 'mt942'],
    ['camt', '\ufeff<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">', 'camt053'],
    ['camt with a prefix', '<ns2:Document xmlns:ns2="x">', 'camt053'],
    ['BAI2', '01,A,B,260101,1200,1,,,2/', 'bai2'],
    ['Stripe report', 'balance_transaction_id,created,currency,gross,fee,net,reporting_category', 'stripe-balance'],
    ['Stripe payouts with semicolons', 'id;amount;arrival_date;currency', 'stripe-payout'],
    ['a page', '<!doctype html><html>', undefined],
    ['a text', 'Dear customer, your statement is attached', undefined],
    ['nothing', '', undefined],
  ])('%s', (_, text, format) => {
    expect(detectFormat(new TextEncoder().encode(text), 'file.txt')).toBe(format);
  });

  it('reads markers in UTF-16', () => {
    expect(detectFormat(Uint8Array.from(Buffer.from('\ufeff:20:X\n:25:1\n:60F:C', 'utf16le')))).toBe('mt940');
  });
});
