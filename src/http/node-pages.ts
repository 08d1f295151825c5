/** The pages of a node: `/health` and `/metrics`. */
import type { Config } from '../config.js';
import { freeBytes } from '../spool/durable.js';
import type { Store, StoreCounts } from '../store/store.js';
import { healthPage, type HealthSources } from './health.js';
import { metricsPage, type MetricsSources } from './metrics-page.js';
import { seldom } from './seldom.js';
import { startHttpServer, type HttpServer } from './server.js';

export interface NodePagesOptions {
  readonly config: Pick<Config, 'http' | 'spool'>;
  /** The incoming spool. */
  readonly folder: string;
  /** The node's own store: asked for a sign of life. */
  readonly store: Pick<Store, 'queueDepth'>;
  /** A store beside it, where looking holds up nobody. */
  openBeside(): Promise<Store>;
  readonly health: Pick<
    HealthSources,
    'isAlarmed' | 'isStopping' | 'refusal' | 'sinceProgressMs' | 'workers'
  >;
  readonly metrics: Pick<MetricsSources, 'version' | 'counters' | 'times' | 'now'>;
  onError(error: unknown): void;
}

/**
 * Serves them; nothing where no port is configured.
 * @throws LetheError when the port cannot be used or the store cannot be opened beside the node
 */
export async function serveNodePages(options: NodePagesOptions): Promise<HttpServer | undefined> {
  const { http, spool } = options.config;
  if (http.port === 0) return undefined;
  const beside = await options.openBeside();
  const counts = seldom<StoreCounts>(() => beside.counts());
  const common = {
    ...options.health,
    ...options.metrics,
    freeBytes: () => freeBytes(options.folder),
    reserveBytes: spool.reserveBytes,
  };
  try {
    const server = await startHttpServer({
      host: http.host,
      port: http.port,
      pages: new Map([
        ['/health', () => healthPage({ ...common, askStore: () => options.store.queueDepth() })],
        ['/metrics', () => metricsPage({ ...common, counts })],
      ]),
      onError: (error) => options.onError(error),
    });
    return {
      ...server,
      async close() {
        await server.close();
        await beside.close();
      },
    };
  } catch (error) {
    await beside.close();
    throw error;
  }
}
