export interface Config {
  payrec?: {
    fraud?: {
      intake?: {
        /** Intake transactions at once; what comes meanwhile shares the next. Default 2. */
        concurrencyMax?: number;
        /** Events that may wait for one; beyond that intake answers 503. Default 2000. */
        waitingMax?: number;
        /** An event older than this on arrival is marked late. Default 300. */
        lateAfterSeconds?: number;
        /** An event further ahead of our clock is marked as skewed. Default 5. */
        skewToleranceSeconds?: number;
        /** Further ahead it goes to quarantine. Default 60. */
        futureMaxMinutes?: number;
      };
      feed?: {
        /** Pause between two looks of the sequencer. Default 15. */
        sequenceMilliseconds?: number;
        /** How often another replica tries to take the sequencer over. Default 200. */
        standbyMilliseconds?: number;
        /** How far a client's cursor may lie behind. Default 1000000. */
        keepEvents?: number;
        /** Default 15000. */
        heartbeatMilliseconds?: number;
        /** How often a stream's permission is checked again. Default 60000. */
        reauthoriseMilliseconds?: number;
        /** Streams per process. Default 2000. */
        clientsMax?: number;
        /** A stream whose client does not read is ended beyond this. Default 1048576. */
        bufferBytesMax?: number;
      };
      /**
       * From which score an alert has which priority, and how long it may take. One band begins at 0, and a higher priority
       * at a higher score. Default LOW from 0 (48 h), MEDIUM from 0.70 (24 h), HIGH from 0.90 (4 h), CRITICAL from 0.98 (1 h).
       */
      priorities?: Array<{
        priority: 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';
        scoreFrom: number | string;
        slaMinutes: number;
      }>;
      /** Deadlines run within these hours only. Default always. */
      workingHours?: {
        /** Time zone such as Europe/Berlin. */
        zone: string;
        /** Such as "08:00", in quotes; `to` is later on the same day. */
        from: string;
        to: string;
        /** 1 (Monday) to 7 (Sunday). Default 1 to 5. */
        weekdays?: number[];
        /** Closed days of this rail do not count either. Default none. */
        calendar?: 'TARGET' | 'FED' | 'UK';
      };
      /** What is removed after so many days, once an hour. */
      retention?: {
        /** Timeline of closed alerts, counted from their close, once no cursor of the feed reaches it. Default 1830. */
        alertEventsDays?: number;
        /** Memory of events taken in, by which a repeated one has no effect. Default 90. */
        ingestedEventsDays?: number;
        /** Labels the pipeline has taken. Default 90. */
        labelsDays?: number;
      };
      /** Takes alerts from the table `streaming_alerts` of the index. */
      poll?: { enabled?: boolean; seconds?: number };
      work?: {
        /** How long a claim lasts unless renewed. Default 900. */
        leaseSeconds?: number;
        /**
         * Teams whose members, and those of the teams below them, may be handed an alert; keep it with whom the policy lets
         * triage. Default group:default/fraud and group:default/fraud-supervisors.
         */
        analystGroups?: string[];
        fourEyes?: {
          /** Per currency, in major units as text: above it a second person signs. Default 500.00 EUR and about as much elsewhere. */
          amounts?: { [currency: string]: string };
          /** Priorities whose decisions a second person signs, whatever the amount. Default none. */
          priorities?: Array<'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL'>;
        };
        /** Webhook of the pipeline that takes labels; without it they wait in the outbox. */
        labels?: {
          url?: string;
          /**
           * Key of the HMAC in `payrec-signature`.
           * @visibility secret
           */
          secret?: string;
          /** Attempts before a label is parked. Default 20. */
          attemptsMax?: number;
        };
        breakGlass?: {
          /** How long full sight of one subject is open. Default 30. */
          minutes?: number;
          /** Entity refs told at once. Default group:default/fraud-supervisors and group:default/compliance. */
          supervisor?: string;
          dpo?: string;
        };
        /** Longest life of a suppression. Default 30. */
        suppressionDaysMax?: number;
        /** Pause between two looks of the clock and the label sender. Default 1000. */
        pollMilliseconds?: number;
      };
      /** Customers that are staff; the person neither sees nor decides alerts on them. */
      employeeCustomers?: Array<{ person: string; userIds: string[] }>;
      /**
       * Secret behind the tokens of personal values. Without it one is made and kept in the database.
       * @visibility secret
       */
      tokenKey?: string;
    };
  };
}
