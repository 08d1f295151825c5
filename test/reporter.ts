import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

const { Runner } = Mocha;
const { Base } = Mocha.reporters;
const {
  EVENT_RUN_END,
  EVENT_SUITE_BEGIN,
  EVENT_SUITE_END,
  EVENT_TEST_FAIL,
  EVENT_TEST_PASS,
  EVENT_TEST_PENDING,
} = Runner.constants;

/** A test at or over this many milliseconds shows its duration. */
const SLOW_MS = 1_000;

/**
 * Lists every test under its suites, then the failures in full, and ends with the one line that a machine reads:
 * `N passed, N failed` (and `, N skipped` where any were). The same line goes to the file that LETHE_TEST_SUMMARY names.
 * A failing hook counts as a failure.
 */
export default class SummaryReporter extends Base {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    let depth = 0;
    let passed = 0;
    let skipped = 0;
    const line = (text: string): void => console.log(`${'  '.repeat(Math.max(0, depth - 1))}${text}`);

    runner.on(EVENT_SUITE_BEGIN, (suite) => {
      if (suite.title !== '') line(suite.title);
      depth += 1;
    });
    runner.on(EVENT_SUITE_END, () => {
      depth -= 1;
    });
    runner.on(EVENT_TEST_PASS, (test) => {
      passed += 1;
      const duration = test.duration ?? 0;
      line(`ok ${test.title}${duration >= SLOW_MS ? ` (${(duration / 1_000).toFixed(1)} s)` : ''}`);
    });
    runner.on(EVENT_TEST_FAIL, (test) => {
      line(`FAILED ${this.failures.length}. ${test.title}`);
    });
    runner.on(EVENT_TEST_PENDING, (test) => {
      skipped += 1;
      line(`skipped ${test.title}`);
    });
    runner.once(EVENT_RUN_END, () => {
      if (this.failures.length > 0) Base.list(this.failures);
      const summary = `${passed} passed, ${this.failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
      const file = process.env.LETHE_TEST_SUMMARY;
      if (file !== undefined && file !== '') writeFileSync(file, `${summary}\n`);
      console.log(summary);
    });
  }
}
