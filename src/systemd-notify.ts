import { execFile } from 'node:child_process';

/** Tells systemd about the node (sd_notify(3)); does nothing where no systemd asked for it. */
export interface ServiceNotifier {
  ready(): void;
  reloading(): void;
  stopping(): void;
  /** Pats the watchdog at half its time while `isWell` says so. */
  startWatchdog(isWell: () => boolean): void;
  stop(): void;
}

/**
 * Node has no datagram sockets of the Unix domain, so the messages go through systemd-notify(1), which systemd ships.
 * @param env the environment that systemd gave: NOTIFY_SOCKET, WATCHDOG_USEC
 */
export function createServiceNotifier(
  env: Readonly<Record<string, string | undefined>>,
  onError: (error: unknown) => void,
): ServiceNotifier {
  const isAsked = env['NOTIFY_SOCKET'] !== undefined && env['NOTIFY_SOCKET'] !== '';
  const notify = (...messages: string[]): void => {
    if (!isAsked) return;
    execFile(
      'systemd-notify',
      [`--pid=${String(process.pid)}`, ...messages],
      { timeout: 10_000 },
      (error) => {
        if (error !== null) onError(error);
      },
    );
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    ready: () => notify('READY=1'),
    reloading: () => notify('RELOADING=1', `MONOTONIC_USEC=${String(process.hrtime.bigint() / 1000n)}`),
    stopping: () => notify('STOPPING=1'),
    startWatchdog(isWell) {
      const periodMs = Number(env['WATCHDOG_USEC'] ?? '0') / 1000;
      if (!isAsked || !(periodMs > 0)) return;
      timer = setInterval(() => {
        if (isWell()) notify('WATCHDOG=1');
      }, periodMs / 2);
      timer.unref();
    },
    stop: () => clearInterval(timer),
  };
}
