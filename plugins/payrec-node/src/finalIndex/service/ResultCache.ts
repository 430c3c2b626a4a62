import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { SqlValue } from '../types';

/**
 * Answers by (query, values, scope, data version). An entry is immutable, so it needs no expiry: new data has a new
 * version, and the oldest entries leave when the bound on bytes is reached.
 */
export class ResultCache {
  private readonly entries: LRUCache<string, readonly unknown[]>;

  /** `maxBytes` bounds the estimated size; 0 turns caching off. */
  constructor(private readonly maxBytes: number) {
    this.entries = new LRUCache<string, readonly unknown[]>({
      maxSize: Math.max(1, maxBytes),
      sizeCalculation: estimateBytes,
    });
  }

  get(key: string): readonly unknown[] | undefined {
    return this.maxBytes > 0 ? this.entries.get(key) : undefined;
  }

  set(key: string, rows: readonly unknown[]): void {
    if (this.maxBytes > 0) this.entries.set(key, rows);
  }

  static key(parts: {
    query: string;
    sql: string;
    params: readonly SqlValue[];
    scopeHash: string;
    dataVersion: string;
  }): string {
    const values = parts.params.map(value => (typeof value === 'bigint' ? { bigint: String(value) } : value));
    return createHash('sha256')
      .update(JSON.stringify([parts.query, parts.sql, values, parts.scopeHash, parts.dataVersion]))
      .digest('base64url');
  }
}

/** Some overhead for each value, two bytes for each character: an estimate that errs on the large side. */
function estimateBytes(value: unknown): number {
  if (typeof value === 'string') return 24 + 2 * value.length;
  if (value === null || typeof value !== 'object') return 16;
  return Object.values(value).reduce((sum: number, each) => sum + estimateBytes(each), 48);
}
