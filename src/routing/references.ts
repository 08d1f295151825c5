/** What strategies name and the configuration must have. */
import { LetheError } from '../errors.js';
import { formatProblems, nearestWord } from '../yaml/problem.js';
import type { Strategy } from './strategy.js';

/**
 * Sees that every destination that a route names is configured.
 * @throws LetheError `DESTINATION_UNKNOWN`, one line for each place that names an unknown one
 */
export function checkReferences(
  config: { readonly destinations: ReadonlyMap<string, unknown> },
  strategies: readonly Strategy[],
): void {
  const known = [...config.destinations.keys()];
  const problems = strategies.flatMap(({ file, routes }) =>
    routes.flatMap((route) => {
      if (route.kind === 'discard') return [];
      return route.destinations.flatMap((name, index) => {
        if (config.destinations.has(name)) return [];
        const near = nearestWord(name, known);
        const mend =
          near === undefined ? `configured are: ${known.join(', ') || 'none'}` : `did you mean '${near}'?`;
        const position = route.destinationPositions[index] ?? route.position;
        return [
          formatProblems(file, [
            { ...position, message: `the destination '${name}' is not configured; ${mend}` },
          ]),
        ];
      });
    }),
  );
  if (problems.length === 0) return;
  throw new LetheError('DESTINATION_UNKNOWN', problems.join('\n'), {
    hint: 'add it under destinations: in lethe.yaml',
  });
}
