/** Which presentation contexts to propose for a set of instances. */

import type { ContextToPropose } from './scu-options.js';

/** What decides the context of an instance. */
export interface InstanceKind {
  readonly sopClassUid: string;
  readonly transferSyntaxUid: string;
}

export interface PlannedAssociation<T extends InstanceKind> {
  readonly contexts: readonly ContextToPropose[];
  readonly instances: readonly T[];
}

const MAX_CONTEXTS = 128;

/**
 * One context for each pair of SOP class and transfer syntax, so that each instance can go as it is, and one more for each
 * SOP class with those of `fallbackTransferSyntaxUids` that none of its instances has. SOP classes are kept together, and a
 * further association is planned whenever 128 contexts are full.
 */
export function planContexts<T extends InstanceKind>(
  instances: readonly T[],
  fallbackTransferSyntaxUids: readonly string[] = [],
): readonly PlannedAssociation<T>[] {
  const planned: { contexts: ContextToPropose[]; instances: T[] }[] = [];
  let open: { contexts: ContextToPropose[]; instances: T[] } | undefined;
  for (const [sopClassUid, ofClass] of groupBy(instances, (instance) => instance.sopClassUid)) {
    const bySyntax = groupBy(ofClass, (instance) => instance.transferSyntaxUid);
    const fallback = fallbackTransferSyntaxUids.filter((uid) => !bySyntax.has(uid));
    const fallbackContexts = fallback.length === 0 ? 0 : 1;
    let needed = Math.min(bySyntax.size + fallbackContexts, MAX_CONTEXTS);
    for (const [transferSyntaxUid, ofSyntax] of bySyntax) {
      if (open === undefined || open.contexts.length + needed > MAX_CONTEXTS) {
        open = { contexts: [], instances: [] };
        planned.push(open);
      }
      needed = 1;
      open.contexts.push({ abstractSyntaxUid: sopClassUid, transferSyntaxUids: [transferSyntaxUid] });
      for (const instance of ofSyntax) open.instances.push(instance);
    }
    if (open !== undefined && fallback.length > 0 && open.contexts.length < MAX_CONTEXTS) {
      open.contexts.push({ abstractSyntaxUid: sopClassUid, transferSyntaxUids: fallback });
    }
  }
  return planned;
}

function groupBy<T>(values: readonly T[], key: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group === undefined) groups.set(key(value), [value]);
    else group.push(value);
  }
  return groups;
}
