/**
 * Rules of `yarn tidy`. Each looks at the text of one file and yields the lines that break it; a line that must break one
 * carries `tidy-ok: <reason>` on itself or the line before.
 */
const MONEY_WORDS = 'amount|minor|fee|net|gross|balance';

const RULES = [
  {
    rule: 'money-as-number',
    applies: file => !/\.test\.tsx?$/.test(file),
    // House style: on something named for money; a time or a size may be shown with toFixed.
    pattern: new RegExp(
      `\\bparseFloat\\(|\\b\\w*(?:${MONEY_WORDS})\\w*[)\\]]*\\.toFixed\\(|\\bNumber\\(\\s*(?:[\\w.]*\\.)?(?:${MONEY_WORDS})\\w*\\s*\\)|\\bNumber\\(\\s*[\\w.]*(?:Amount|Minor|Balance)\\s*\\)`,
    ),
    fix: 'an amount is a bigint of minor units; use Money, or moneyToDecimal for text',
  },
  {
    rule: 'sql-interpolation',
    applies: file => /\/(queries|database|finalIndex|matching)\//.test(file) && !/\.test\.tsx?$/.test(file),
    // A template that opens with an SQL verb and holds ${…} of a request value; constants and dialect calls are fine.
    pattern: /`\s*(SELECT|INSERT|UPDATE|DELETE|MERGE)\b[^`]*\$\{\s*(params|query|body|request|req|input)\b/i,
    fix: 'bind the value with ?; only constants and the dialect are interpolated',
  },
  {
    rule: 'engine-client',
    applies: file =>
      !file.startsWith('plugins/payrec-node/') &&
      !file.startsWith('plugins/payrec-testkit/') &&
      !file.startsWith('packages/demo/') &&
      !file.startsWith('packages/payrec-cli/') &&
      !/\.test\.tsx?$|testSupport|__fixtures__|\/testing\//.test(file),
    pattern: /from '(@duckdb\/node-api|trino-client)'|import\('(@duckdb\/node-api|trino-client)'\)/,
    fix: 'only payrec-node talks to an engine; go through the Final Index service',
  },
  {
    rule: 'system-door-in-router',
    applies: file => /(^|\/)router\.ts$/.test(file),
    pattern: /payrec-node\/system'/,
    fix: 'a router reads with a scope; the system door is for jobs',
  },
];

/** Findings in one file: `{ file, line, rule, fix }`, lines from 1. */
export function findings(file, text) {
  const lines = text.split('\n');
  const found = [];
  for (const { rule, applies, pattern, fix } of RULES) {
    if (!applies(file)) continue;
    lines.forEach((line, index) => {
      const excused = line.includes('tidy-ok:') || (lines[index - 1] ?? '').includes('tidy-ok:');
      if (pattern.test(line) && !excused && !/^\s*(\*|\/\/)/.test(line)) {
        found.push({ file, line: index + 1, rule, fix });
      }
    });
  }
  return found;
}
