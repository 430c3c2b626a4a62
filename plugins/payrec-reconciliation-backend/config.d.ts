export interface Config {
  payrec?: {
    reconciliation?: {
      /** Days of business dates a run looks back; older open rows and groups across the edge come along. Default 62. */
      windowDays?: number;
      /** Days until money that has not arrived counts as missing and no longer as on its way. Default 5. */
      dueLagDays?: number;
      /** Largest statement file, MiB. Default 1024. */
      uploadMegabytesMax?: number;
      /** Cut-off of accounts that name none, HH:MM and IANA zone. Default 00:00 Europe/Berlin. */
      cutOffTime?: string;
      cutOffZone?: string;
      /** Nightly runs, some minutes after each cut-off. */
      schedule?: { enabled?: boolean; delayMinutes?: number };
      /** Match the units of a statement file once it is read. Default true. */
      runAfterStatement?: boolean;
      /** Groups and users who are told that a proposal waits for a second person, as `group:default/<name>`. */
      approvers?: string[];
      /** Seconds such a run waits for more files. Default 5. */
      debounceSeconds?: number;
      /** How often workers look for files and runs, ms. Default 1000. */
      pollMilliseconds?: number;
      /** Seconds after which the work of a dead process is taken over. Default 30. */
      leaseSeconds?: number;
      /** What a daily task removes; decisions, their log and the figures of runs are never removed. */
      retention?: {
        /** Days after its end the groups and rows of a match run are kept that counts no more. Default 90. */
        matchRunDays?: number;
        /** Days a repeated request gets its first answer. Default 7. */
        idempotencyKeyDays?: number;
      };
      /** Accounts that are reconciled; those of the index table `accounts` are known without being listed. */
      accounts?: Array<{
        /** Identifier, equal to `account_id` in the index. */
        id: string;
        name?: string;
        bank?: string;
        /** IBAN or number as statements write it; blanks and punctuation do not matter. */
        accountNumber: string;
        aliases?: string[];
        currency: string;
        /** @visibility backend */
        calendar?: 'TARGET' | 'FED' | 'UK';
        cutOffTime?: string;
        cutOffZone?: string;
        /** Catalog entity of the account. */
        entityRef?: string;
        /** Settlement reports of this merchant account become transactions expected on this bank account. */
        settlementSource?: {
          psp: 'adyen' | 'stripe';
          merchantAccount?: string;
          merchantId?: string;
        };
      }>;
    };
  };
}
