// What a file is about stands at its top and its helpers below: functions and classes may be used before they are defined.
module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    '@typescript-eslint/no-use-before-define': ['error', { functions: false, classes: false, variables: false }],
    'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'reconciles', 'doesNotClear'] }],
  },
});
