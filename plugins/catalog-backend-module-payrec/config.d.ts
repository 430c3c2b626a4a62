export interface Config {
  payrec?: {
    pipelines?: {
      catalog?: {
        /** How often the catalog looks for changes of the lineage registry. Default 60. */
        refreshSeconds?: number;
      };
    };
  };
}
