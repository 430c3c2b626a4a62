import { Config } from '@backstage/config';
import { MoneyJson, moneyFromDecimal, moneyToJson } from '@internal/plugin-payrec-common';
import { AlertPriority, prioritySchema } from '@internal/plugin-payrec-fraud-common';

export type WorkConfig = {
  readonly leaseSeconds: number;
  /** Refs of the teams that work on alerts, in lower case; the people below them may be handed one. */
  readonly analystGroups: readonly string[];
  /** From these amounts on, one per currency, a second person signs. */
  readonly fourEyesAmounts: readonly MoneyJson[];
  readonly fourEyesPriorities: readonly AlertPriority[];
  readonly labels: { readonly url: string; readonly secret: string; readonly attemptsMax: number } | null;
  readonly breakGlass: {
    readonly minutes: number;
    /** Role as the answer names it, and whom it reaches. */
    readonly notify: ReadonlyArray<{ readonly role: string; readonly ref: string }>;
  };
  readonly suppressionDaysMax: number;
  readonly pollMs: number;
};

/** 500 of a currency of the usual size; others by what about the same buys. */
const DEFAULT_AMOUNTS: Readonly<Record<string, string>> = {
  EUR: '500.00',
  USD: '500.00',
  GBP: '500.00',
  CHF: '500.00',
  JPY: '80000',
  KWD: '150.000',
  SEK: '5000.00',
  NOK: '5000.00',
  DKK: '4000.00',
  PLN: '2000.00',
  MXN: '10000.00',
  BRL: '3000.00',
};

/** Whom the reference policy lets triage. */
const DEFAULT_ANALYST_GROUPS = ['group:default/fraud', 'group:default/fraud-supervisors'];

/** Reads `payrec.fraud.work`. @throws Error naming the key, the value and what is expected. */
export function readWorkConfig(root: Config): WorkConfig {
  const config = root.getOptionalConfig('payrec.fraud.work');
  const amounts = { ...DEFAULT_AMOUNTS, ...config?.getOptional<Record<string, string>>('fourEyes.amounts') };
  const priorities = config?.getOptionalStringArray('fourEyes.priorities') ?? [];
  const url = config?.getOptionalString('labels.url');
  return {
    leaseSeconds: integer(config, 'leaseSeconds', 900, 10, 86_400),
    analystGroups: groups(config?.getOptionalStringArray('analystGroups') ?? DEFAULT_ANALYST_GROUPS),
    fourEyesAmounts: Object.entries(amounts).map(([currency, text]) => {
      try {
        return moneyToJson(moneyFromDecimal(String(text), currency));
      } catch {
        throw new Error(
          `payrec.fraud.work.fourEyes.amounts.${currency} is "${text}"; expected an amount in major units such as "500.00"`,
        );
      }
    }),
    fourEyesPriorities: priorities.map(text => {
      const parsed = prioritySchema.safeParse(text);
      if (parsed.success) return parsed.data;
      throw new Error(
        `payrec.fraud.work.fourEyes.priorities holds "${text}"; expected ${prioritySchema.options.join(', ')}`,
      );
    }),
    labels: url
      ? {
          url,
          secret: config?.getString('labels.secret') ?? '',
          attemptsMax: integer(config, 'labels.attemptsMax', 20, 1, 100),
        }
      : null,
    breakGlass: {
      minutes: integer(config, 'breakGlass.minutes', 30, 1, 240),
      notify: [
        {
          role: 'supervisor',
          ref: config?.getOptionalString('breakGlass.supervisor') ?? 'group:default/fraud-supervisors',
        },
        { role: 'dpo', ref: config?.getOptionalString('breakGlass.dpo') ?? 'group:default/compliance' },
      ],
    },
    suppressionDaysMax: integer(config, 'suppressionDaysMax', 30, 1, 366),
    pollMs: integer(config, 'pollMilliseconds', 1000, 20, 60_000),
  };
}

function groups(refs: readonly string[]): readonly string[] {
  const wrong = refs.find(ref => !/^group:[a-z0-9-]+\/[a-z0-9._-]+$/i.test(ref));
  if (wrong !== undefined || refs.length === 0) {
    throw new Error(
      `payrec.fraud.work.analystGroups ${wrong === undefined ? 'is empty' : `holds "${wrong}"`}; ` +
        'expected references of groups such as group:default/fraud',
    );
  }
  return refs.map(ref => ref.toLocaleLowerCase('en-US'));
}

function integer(config: Config | undefined, key: string, otherwise: number, min: number, max: number): number {
  const value = config?.getOptionalNumber(key) ?? otherwise;
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(`payrec.fraud.work.${key} is ${value}; expected a whole number from ${min} to ${max}`);
  }
  return value;
}
