import { measure, type Measurement } from './measure.js';
import { progress, type Result } from './report.js';

/** One program under one condition, measured once per round. */
export interface Contest {
  readonly name: string;
  readonly associations: number;
  readonly amount: number;
  readonly unit: Result['unit'];
  /** Sets up, calls `measured` with the process to watch and the work to time, and tears down. */
  readonly run: (measured: (pid: number, work: () => Promise<void>) => Promise<void>) => Promise<void>;
}

/** Runs every contest once, then all again, so that a slow minute of the machine falls on all of them. */
export async function interleave(contests: readonly Contest[], rounds: number): Promise<readonly Result[]> {
  const measurements = contests.map((): Measurement[] => []);
  for (let round = 1; round <= rounds; round += 1) {
    for (const [index, contest] of contests.entries()) {
      await contest.run(async (pid, work) => {
        const measurement = await measure(pid, work);
        measurements[index]?.push(measurement);
        const rate = (contest.amount / measurement.seconds).toFixed(1);
        progress(
          `round ${round}: ${contest.name}, ${contest.associations} associations: ${rate} ${contest.unit}/s`,
        );
      });
    }
  }
  return contests.map(({ name, associations, amount, unit }, index) => ({
    name,
    associations,
    amount,
    unit,
    runs: measurements[index] ?? [],
  }));
}
