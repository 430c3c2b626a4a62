import { panText, shortId } from './shortTexts';

test.each([
  ['a name', 'ALR-20261124-00141', 'ALR-20261124-00141'],
  ['a hash', 'ALR-cfb4e31333577beb45c37a49589573e9829d9db13366a7175f2c1084b484e8c2', 'ALR-cfb4e313…84e8c2'],
])('%s', (_, id, shown) => {
  expect(shortId(id)).toBe(shown);
});

test('a masked card is read by its ends', () => {
  expect([panText('411111******0347'), panText('4111111111111111')]).toEqual(['411111 •• 0347', '4111111111111111']);
});
