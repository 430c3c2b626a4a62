// Node tooling that runs from source and is never bundled: __dirname is what it is, and the order of declarations is free.
module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    'no-restricted-syntax': 'off',
    '@typescript-eslint/no-use-before-define': ['error', { functions: false, classes: false, variables: false }],
    '@backstage/no-mixed-plugin-imports': 'off',
  },
});
