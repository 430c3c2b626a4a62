/** Tables of the index that are cut by match run; groups last, since members and breaks point to them. */
export const MATCH_TABLES = ['match_members', 'match_breaks', 'match_groups'] as const;

/** Match runs that have rows in the index, by name. */
export const MATCH_RUNS_PRESENT = `SELECT run_id FROM final_index.match_groups
  UNION SELECT run_id FROM final_index.match_members
  UNION SELECT run_id FROM final_index.match_breaks
  ORDER BY run_id`;

/** No row: a partition replaced by it is gone. */
export const nothingOf = (table: (typeof MATCH_TABLES)[number]) => `SELECT * FROM final_index.${table} WHERE FALSE`;
