/**
 * Minor-unit exponents of ISO 4217, active codes (amendment 176 and later), by exponent.
 * Everything not listed under 0, 3 or 4 has two decimals. Never taken from `Intl`: it says 0 for HUF, COP,
 * IQD and MGA on Node 20, which moves the decimal point of real money.
 * Codes without a minor unit in the standard ("N.A.": XAU, XDR, XXX …) are not money that a bank books; they are refused.
 */
const ZERO_DECIMALS = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF';
const TWO_DECIMALS =
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG';
const THREE_DECIMALS = 'BHD IQD JOD KWD LYD OMR TND';
const FOUR_DECIMALS = 'CLF UYW';
/** Withdrawn codes that still occur on old statements; two decimals each, the lira and peseta family none. */
const HISTORIC_TWO = 'ANG ATS BEF BGN CUC DEM EEK FIM FRF HRK IEP LTL LVL NLG SKK ZWL SLL';
const HISTORIC_ZERO = 'ESP GRD ITL PTE';

const EXPONENTS: ReadonlyMap<string, number> = new Map(
  (
    [
      [ZERO_DECIMALS, 0],
      [HISTORIC_ZERO, 0],
      [TWO_DECIMALS, 2],
      [HISTORIC_TWO, 2],
      [THREE_DECIMALS, 3],
      [FOUR_DECIMALS, 4],
    ] as const
  ).flatMap(([codes, exponent]) => codes.split(' ').map(code => [code, exponent] as const)),
);

/** An ISO 4217 code this portal knows the exponent of, such as `EUR`. */
export type Currency = string & { readonly __brand: 'Currency' };

/** True for an upper-case ISO 4217 code of the shipped table. */
export function isCurrency(code: string): code is Currency {
  return EXPONENTS.has(code);
}

/**
 * Text → Currency.
 * @throws TypeError naming the value; case matters, since a lower-case code in a file is a mapping error upstream.
 */
export function parseCurrency(code: string): Currency {
  if (!isCurrency(code)) {
    throw new TypeError(`"${code}" is not an ISO 4217 currency code of the shipped table, such as EUR or KWD`);
  }
  return code;
}

/** Decimals between major and minor unit: 2 for EUR, 0 for JPY, 3 for KWD, 4 for CLF. */
export function currencyExponent(currency: Currency): number {
  return EXPONENTS.get(currency)!;
}

/** Every known code, sorted; for pickers and for the check of an index. */
export function listCurrencies(): Currency[] {
  return [...EXPONENTS.keys()].sort() as Currency[];
}
