// What a file is about stands at its top and its helpers below: functions and classes may be used before they are defined.
module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // Expectations of a set-up and of tests that need the shared samples stand outside of a plain `it`.
    'jest/no-standalone-expect': 'off',
    'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*'] }],
    '@typescript-eslint/no-use-before-define': ['error', { functions: false, classes: false, variables: false }],
  },
});
