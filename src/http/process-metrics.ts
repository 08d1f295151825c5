/** What Prometheus knows of any process, under its usual names. */
import { readdir } from 'node:fs/promises';
import { gauge, type Family } from '../metrics/exposition.js';

export async function processFamilies(): Promise<readonly Family[]> {
  const { user, system } = process.cpuUsage();
  const memory = process.memoryUsage.rss();
  const descriptors = await readdir('/proc/self/fd').then(
    (names) => [{ labels: {}, value: names.length }],
    // No /proc on this system: the sample is left out, not made up.
    () => [],
  );
  return [
    {
      kind: 'counter',
      name: 'process_cpu_seconds_total',
      help: 'CPU time, user and system.',
      samples: [{ labels: {}, value: (user + system) / 1e6 }],
    },
    gauge('process_resident_memory_bytes', 'Resident memory.', memory),
    gauge('process_open_fds', 'Open file descriptors.', descriptors),
    gauge(
      'process_start_time_seconds',
      'Start, in seconds since 1970.',
      Date.now() / 1000 - process.uptime(),
    ),
  ];
}
