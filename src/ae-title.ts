/** Application Entity titles (PS3.5 6.2, VR AE). */

/**
 * Says what is wrong with an AE title, or `undefined` if nothing is: 1 to 16 characters of the default repertoire without
 * backslash and control characters, not only spaces. Leading and trailing spaces are without meaning.
 */
export function aeTitleFault(text: string): string | undefined {
  const title = trimAeTitle(text);
  if (title === '') return 'an AE title needs at least one character other than a space';
  if (title.length > 16) return `an AE title has at most 16 characters, this one ${title.length}`;
  if (!/^[\x20-\x5b\x5d-\x7e]*$/.test(title)) {
    return 'an AE title holds ASCII characters only, and neither a backslash nor a control character';
  }
  return undefined;
}

/** Without the leading and trailing spaces, which are not significant. */
export function trimAeTitle(text: string): string {
  return text.replace(/^ +| +$/g, '');
}
