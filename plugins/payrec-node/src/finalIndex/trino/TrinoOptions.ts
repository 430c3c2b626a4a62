/** Where Trino is and who asks. */
export type TrinoOptions = {
  /** Base address of the coordinator, such as `https://trino.example.com`. */
  readonly server: string;
  readonly catalog: string;
  /** Schema of the Final Index; `final_index` in every text of ours. */
  readonly schema: string;
  /** Source tag of every query; the query's name is appended. */
  readonly source: string;
  /** User of jobs, and of people's queries unless `impersonate` is on. */
  readonly user: string;
  /** Sends people's queries as the person; the account of `auth` must be allowed to impersonate. */
  readonly impersonate: boolean;
  readonly auth?:
    | { readonly kind: 'basic'; readonly username: string; readonly password: string }
    | { readonly kind: 'jwt'; readonly token: string };
  readonly tls?: { readonly ca?: string; readonly rejectUnauthorized: boolean };
  readonly sessionProperties?: Readonly<Record<string, string>>;
  /** Tags a resource group may select by. */
  readonly clientTags?: readonly string[];
};
