export interface Config {
  payrec?: {
    /**
     * Start although the permission system is off, with every signed-in person seeing all transactions. Never in
     * production.
     */
    allowInsecure?: boolean;
    metrics?: {
      /** Serve `/metrics` in the Prometheus text format. True unless told. */
      enabled?: boolean;
      /**
       * Bearer token a scraper must send. Without one anybody who reaches the port may read the metrics.
       * @visibility secret
       */
      token?: string;
    };
    merchants?: {
      /** Beginning of the entity refs of merchant groups; `group:default/merchant-` unless told. */
      claimPrefix?: string;
    };
  };
}
