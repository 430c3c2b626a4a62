import { foldSessions } from './sessionSchema';
import { trimPartition } from './trimPartition';

/** Many hosts, one logical name: `kafka://broker-1:9092` and `-2` are `kafka://payments`. */
export type HostAlias = {
  readonly namespaces: ReadonlySet<string>;
  readonly pattern: RegExp | null;
  readonly as: string;
};
/** A rule that gives datasets of one store the name of another: a Trino table the folder it lies in. */
export type DatasetAlias = {
  readonly namespace: string;
  readonly pattern: RegExp;
  readonly asNamespace: string;
  /** May use `$1` of the pattern. */
  readonly asName: string;
};

export type Naming = (namespace: string, name: string) => { namespace: string; name: string; partition: string | null };

/** Name of a dataset in the registry: host aliases, then dataset aliases, then partition trimming. */
export function createNaming(options: {
  readonly hostAliases: readonly HostAlias[];
  readonly datasetAliases: readonly DatasetAlias[];
}): Naming {
  return (givenNamespace, givenName) => {
    const host = options.hostAliases.find(
      one => one.namespaces.has(givenNamespace) || one.pattern?.test(givenNamespace),
    );
    const namespace = host?.as ?? givenNamespace;
    const rule = options.datasetAliases.find(one => one.namespace === namespace && one.pattern.test(givenName));
    if (!rule) {
      const folded = namespace.startsWith('trino://') ? foldSessions(givenName) : givenName;
      return { namespace, ...trimPartition(namespace, folded) };
    }
    const name = givenName.replace(rule.pattern, rule.asName);
    return { namespace: rule.asNamespace, ...trimPartition(rule.asNamespace, name) };
  };
}
