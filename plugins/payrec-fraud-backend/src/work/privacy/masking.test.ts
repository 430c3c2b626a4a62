import { MaskLevel, PersonalKind, isLuhn, mask, maskCardsInText } from './masking';

const PERSON: Array<[PersonalKind, string, string, string]> = [
  // kind    value                       viewer                     analyst
  ['pan', '4111111111111111', '************1111', '411111******1111'],
  ['pan', '4111 1111 1111 1111', '************1111', '411111******1111'],
  ['pan', '378282246310005', '***********0005', '378282*****0005'],
  ['pan', '411111******1111', '************1111', '411111******1111'],
  ['pan', 'not a card', '********', '********'],
  ['iban', 'DE89370400440532013000', 'DE89**************3000', 'DE89**************3000'],
  ['iban', 'de89 3704 0044 0532 0130 00', 'DE89**************3000', 'DE89**************3000'],
  ['iban', 'NO9386011117947', 'NO93*******7947', 'NO93*******7947'],
  ['email', 'jose.nunez@example.com', 'j***@example.com', 'j***@example.com'],
  ['email', 'x@y.io', 'x***@y.io', 'x***@y.io'],
  ['email', '"a@b"@example.com', '"***@example.com', '"***@example.com'],
  ['email', 'nobody', '***', '***'],
  ['name', 'Žofia Kováčová', 'Ž. K.', 'Žofia Kováčová'],
  ['name', 'Ana María de la Cruz', 'A. C.', 'Ana María de la Cruz'],
  ['name', 'Madonna', 'M.', 'Madonna'],
  // A letter of two code points stays one letter.
  ['name', 'Z\u030Cofia Kova\u0301cova\u0301', 'Ž. K.', 'Žofia Kovácová'],
  ['phone', '+49 30 1234567', '+49******567', '+49******567'],
  ['phone', '0049301234567', '+49******567', '+49******567'],
  ['phone', '+1 (212) 555-0187', '+1*******187', '+1*******187'],
  ['phone', '+353 1 234 5678', '+353*****678', '+353*****678'],
  ['ip', '203.0.113.77', '203.0.113.0/24', '203.0.113.77'],
  ['ip', '::ffff:203.0.113.77', '203.0.113.0/24', '203.0.113.77'],
  ['ip', '2001:db8:85a3::8a2e:370:7334', '2001:db8:85a3::/48', '2001:db8:85a3::8a2e:370:7334'],
  ['ip', '2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::/48', '2001:0db8:0000:0000:0000:0000:0000:0001'],
  ['ip', 'fe80::1%eth0', 'fe80::/48', 'fe80::1%eth0'],
  ['ip', '999.1.1.1', '***', '***'],
];

describe('SE-01: masking by level', () => {
  test.each(PERSON)('%s %s', (kind, value, viewer, analyst) => {
    const levels: MaskLevel[] = ['M0', 'M1', 'FULL'];
    expect(levels.map(level => mask(kind, value, level))).toEqual([viewer, analyst, value]);
  });
});

test.each([
  ['card 4111 1111 1111 1111 called', 'card ************1111 called'],
  ['4111-1111-1111-1111', '************1111'],
  ['two: 4111111111111111, 378282246310005.', 'two: ************1111, ***********0005.'],
  ['order 4111111111111112 stays', 'order 4111111111111112 stays'],
  ['ALR4111111111111111 is an id', 'ALR4111111111111111 is an id'],
  ['date 2026-01-05 12:00', 'date 2026-01-05 12:00'],
])('%s', (text, shown) => {
  expect(maskCardsInText(text)).toBe(shown);
});

test.each([
  ['4111111111111111', true],
  ['4111111111111112', false],
  ['0000000000000000', false],
])('%s has a right check digit: %s', (digits, right) => {
  expect(isLuhn(digits)).toBe(right);
});
