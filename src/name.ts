/** Names that people give to strategies, routes, rules and destinations. */

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Says what is wrong with a name, or `undefined` if nothing is. */
export function nameFault(name: string): string | undefined {
  return NAME.test(name)
    ? undefined
    : 'a name has 1 to 64 letters, digits, dots, hyphens and underscores, and starts with a letter or digit';
}
