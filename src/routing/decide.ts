/** Which strategy and route an instance takes. */
import {
  evaluateCondition,
  type LeafOutcome,
  type ReadAttribute,
  type RoutingFacts,
} from '../deid/condition.js';
import type { DeliverRoute, DiscardRoute, Strategy } from './strategy.js';

/** A route that was asked, and what decided its answer; no value of the data set. */
interface RouteTrace {
  readonly strategy: string;
  readonly route: string;
  readonly file: string;
  readonly line: number;
  readonly holds: boolean;
  /** The conditions that decided; empty for a route without any. */
  readonly because: readonly LeafOutcome[];
}

/** Everything but `route` and `discard` sends the instance to quarantine. */
export type Decision =
  | {
      readonly kind: 'route';
      readonly strategy: Strategy;
      readonly route: DeliverRoute;
      readonly destinations: readonly string[];
      readonly trace: readonly RouteTrace[];
    }
  | {
      readonly kind: 'discard';
      readonly strategy: Strategy;
      readonly route: DiscardRoute;
      readonly reason: string;
      readonly trace: readonly RouteTrace[];
    }
  | { readonly kind: 'no-match'; readonly trace: readonly RouteTrace[] }
  /** A condition could not be evaluated: whether an earlier route would have taken the instance is not known. */
  | {
      readonly kind: 'failed';
      readonly strategy: Strategy;
      readonly route: DeliverRoute | DiscardRoute;
      readonly error: unknown;
      readonly trace: readonly RouteTrace[];
    };

/** Higher priorities first, equal ones in the order given. */
function inOrder(strategies: readonly Strategy[]): readonly Strategy[] {
  return strategies.toSorted((a, b) => b.priority - a.priority);
}

/**
 * Asks the routes of all strategies in order; the first whose condition holds takes the instance.
 * @param strategies as `loadStrategies` gives them, in any order of priority
 */
export function decide(strategies: readonly Strategy[], facts: RoutingFacts, read: ReadAttribute): Decision {
  const trace: RouteTrace[] = [];
  for (const strategy of inOrder(strategies)) {
    for (const route of strategy.routes) {
      let holds = true;
      let because: readonly LeafOutcome[] = [];
      try {
        if (route.when !== undefined) ({ holds, because } = evaluateCondition(route.when, facts, read));
      } catch (error) {
        return { kind: 'failed', strategy, route, error, trace };
      }
      const { file } = strategy;
      trace.push({
        strategy: strategy.name,
        route: route.name,
        file,
        line: route.position.line,
        holds,
        because,
      });
      if (!holds) continue;
      return route.kind === 'discard'
        ? { kind: 'discard', strategy, route, reason: route.reason, trace }
        : { kind: 'route', strategy, route, destinations: route.destinations, trace };
    }
  }
  return { kind: 'no-match', trace };
}
