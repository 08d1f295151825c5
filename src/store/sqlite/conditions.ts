/** Conditions of a search: those without a value fall away. */
export interface Conditions {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** `[SQL with one ? for each value, values...]`; a condition with an undefined value is left out. */
export type Condition = readonly [sql: string, ...values: readonly (string | number | undefined)[]];

/** Joins conditions with AND; an empty list is always true. */
export function allOf(conditions: readonly Condition[]): Conditions {
  const held = conditions.filter((condition): condition is readonly [string, ...(string | number)[]] =>
    condition.every((part) => part !== undefined),
  );
  return {
    sql: held.length === 0 ? 'true' : held.map(([sql]) => `(${sql})`).join(' AND '),
    values: held.flatMap(([, ...values]) => values),
  };
}

/** A page size within 1 and `most`. */
export function pageSize(asked: number | undefined, usual: number, most: number): number {
  return Math.min(most, Math.max(1, Math.trunc(asked ?? usual)));
}
