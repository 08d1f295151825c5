/**
 * Regular expressions that a strategy may use. JavaScript's engine backtracks, and a value out of a data set may be
 * hostile: an expression whose time cannot be bounded is refused at load, and the others get a longest value.
 *
 * The bound is coarse on purpose: a value of n characters costs at most `choices * n^(loops + 1)` steps, where every
 * repetition counts as a loop and every alternative and `?` as a choice. What may not stand: repetitions inside a
 * repeated group (exponential), back-references, and look-behind.
 */

/** Steps that one evaluation may take: well under a second. */
const MAX_STEPS = 2e7;
/** The longest value of LT; nothing longer is matched. */
const LONGEST_VALUE = 10_240;
/** An expression that cannot take at least the longest LO is refused. */
const SHORTEST_USEFUL = 64;

export type ExpressionOutcome =
  | { readonly kind: 'valid'; readonly value: { readonly expression: RegExp; readonly maxLength: number } }
  | { readonly kind: 'fault'; readonly message: string };

/** Compiles an expression with the flag `u`, or says why it may not be used. */
export function compileExpression(source: string, ignoreCase: boolean): ExpressionOutcome {
  let expression: RegExp;
  try {
    expression = new RegExp(source, ignoreCase ? 'iu' : 'u');
  } catch (error) {
    const reason =
      error instanceof Error ? error.message.replace(/^.*\/[a-z]*: /s, '') : 'it cannot be compiled';
    return { kind: 'fault', message: `not a regular expression: ${reason}` };
  }
  const cost = expressionCost(source);
  if (typeof cost === 'string') return { kind: 'fault', message: cost };
  const maxLength = Math.min(LONGEST_VALUE, Math.floor((MAX_STEPS / cost.choices) ** (1 / (cost.loops + 1))));
  if (maxLength >= SHORTEST_USEFUL) return { kind: 'valid', value: { expression, maxLength } };
  return {
    kind: 'fault',
    message:
      'the expression could take too long on a hostile value; leave out .* at its ends, and use fewer *, +, {n,m}, ? and |',
  };
}

interface Cost {
  readonly loops: number;
  readonly choices: number;
}

interface Group {
  repeats: boolean;
  alternatives: number;
}

/** Walks the source of an expression that is known to compile. */
function expressionCost(source: string): Cost | string {
  let loops = 0;
  let choices = 1;
  const groups: Group[] = [{ repeats: false, alternatives: 1 }];
  let closed: Group | undefined;

  for (let at = 0; at < source.length;) {
    const rest = source.slice(at);
    const group = groups.at(-1);
    if (group === undefined) return 'the parentheses of the expression do not pair';
    const escape = /^\\(?:k<|[1-9])|^\(\?<[=!]/.exec(rest);
    if (escape !== null) return 'back-references and look-behind may take too long; leave them out';

    const atom =
      /^(?:\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|.)|\[(?:\\.|[^\]\\])*\]|[^\\[\](){}*+?|])/su.exec(
        rest,
      );
    const opening = /^\((?:\?(?:[:=!]|<[^>]*>))?/.exec(rest);
    const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(rest);
    if (atom !== null) {
      closed = undefined;
      at += atom[0].length;
    } else if (quantifier !== null) {
      const kind = quantifierKind(quantifier[0]);
      if (closed !== undefined && kind !== 'optional') {
        if (closed.repeats || closed.alternatives > 1) {
          return 'a repetition or an alternative inside a repeated group may take too long; write it without the outer repetition';
        }
      }
      if (kind === 'loop') loops += 1;
      else if (kind === 'optional') choices *= 2;
      if (kind !== 'exact') group.repeats = true;
      closed = undefined;
      at += quantifier[0].length;
    } else if (opening !== null) {
      groups.push({ repeats: false, alternatives: 1 });
      closed = undefined;
      at += opening[0].length;
    } else if (rest.startsWith(')')) {
      closed = groups.pop();
      const outer = groups.at(-1);
      if (closed !== undefined && outer !== undefined) {
        choices *= closed.alternatives;
        outer.repeats ||= closed.repeats;
        if (closed.alternatives > 1) outer.alternatives = Math.max(outer.alternatives, 2);
      }
      at += 1;
    } else if (rest.startsWith('|')) {
      group.alternatives += 1;
      closed = undefined;
      at += 1;
    } else {
      return 'the expression uses a form that is not allowed here';
    }
  }
  return { loops: loops - (source.startsWith('^') && groups[0]?.alternatives === 1 ? 1 : 0), choices };
}

function quantifierKind(text: string): 'loop' | 'optional' | 'exact' {
  if (text.startsWith('?')) return 'optional';
  const counts = /^\{(\d+)(,?)(\d*)\}/.exec(text);
  if (counts === null) return 'loop';
  const [, least = '', comma = '', most = ''] = counts;
  if (comma === '' || least === most) return 'exact';
  return most !== '' && Number(least) === 0 && Number(most) === 1 ? 'optional' : 'loop';
}
