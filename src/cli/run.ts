import { startNode } from '../daemon.js';
import { createLog } from '../log.js';
import { createServiceNotifier } from '../systemd-notify.js';
import { configOf, type CommonOptions } from './context.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { version } from './version.js';

/** Runs the node until SIGTERM or SIGINT; SIGHUP re-reads strategies, certificates and users. */
export async function run(options: CommonOptions): Promise<ExitCode> {
  const config = configOf(options);
  const log = createLog(config.log);
  log.info('node.starting', {
    version: version(),
    dataDir: config.dataDir,
    config: config.file ?? 'defaults',
  });
  const notifier = createServiceNotifier(process.env, () => undefined);
  const node = await startNode(config, log, version());
  notifier.ready();
  notifier.startWatchdog(() => node.isWell());
  let reloading = Promise.resolve();
  process.on('SIGHUP', () => {
    reloading = reloading.then(() => node.reload());
  });
  // Without a listener of ours Node would open its debugger to whoever reaches the loopback interface.
  process.on('SIGUSR1', () => undefined);
  await new Promise<void>((resolve) => {
    // For good: a second signal, as npm passes it on, must not cut the drain short.
    process.on('SIGTERM', () => resolve());
    process.on('SIGINT', () => resolve());
  });
  notifier.stopping();
  notifier.stop();
  await node.stop();
  await log.close();
  return EXIT.ok;
}
