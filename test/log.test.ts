import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { LetheError } from '../src/errors.js';
import { errorFields, LOG_EVENTS } from '../src/log.js';

const LOG_MODULE = new URL('../src/log.js', import.meta.url).href;

/** Runs a few lines with a log in a process of its own. */
function logged(options: object, script: string): { readonly out: string; readonly err: string } {
  const program = `const { createLog } = await import(${JSON.stringify(LOG_MODULE)}); const log = createLog(${JSON.stringify(options)}); ${script}; await log.close();`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  return { out: stdout, err: stderr };
}

describe('the log', () => {
  it('writes a line of text an event, to standard error', () => {
    const { out, err } = logged(
      { level: 'info', format: 'text' },
      `log.info('instance.received', { instance: 12, size: 5 })`,
    );
    expect([out, err.replace(/^\S+/, 'TIME')]).to.deep.equal([
      '',
      'TIME info instance.received instance=12 size=5\n',
    ]);
  });

  it('writes JSON where asked', () => {
    const { err } = logged(
      { level: 'info', format: 'json' },
      `log.warn('destination.down', { destination: 'pacs' })`,
    );
    expect(JSON.parse(err)).to.include({ level: 'warn', event: 'destination.down', destination: 'pacs' });
  });

  it('lets no peer write a line of its own', () => {
    const { err } = logged(
      { level: 'info', format: 'text' },
      String.raw`log.info('association.rejected', { callingAe: 'A\n2026 info node.stopped', other: '\u001b[31m' })`,
    );
    expect([err.trimEnd().split('\n').length, err.includes('\u001b')]).to.deep.equal([1, false]);
  });

  it('leaves out what is below its level', () => {
    const { err } = logged(
      { level: 'warn', format: 'text' },
      `log.debug('echo.answered'); log.info('echo.answered'); log.error('node.failed')`,
    );
    expect(err.match(/ (debug|info|error) /g)).to.deep.equal([' error ']);
  });

  it('leaves out fields that are not there', () => {
    const { err } = logged(
      { level: 'info', format: 'text' },
      `log.info('echo.answered', { a: undefined, b: ['x', 'y'], c: true })`,
    );
    expect(err).to.match(/echo\.answered b=x,y c=true\n$/);
  });

  it('writes lines in their order, also those before a sudden exit', () => {
    const { err } = logged(
      { level: 'info', format: 'text' },
      `log.info('node.starting'); log.warn('node.failed'); log.info('node.stopping'); process.exit(0)`,
    );
    expect(err.match(/node\.[a-z]+/g)).to.deep.equal(['node.starting', 'node.failed', 'node.stopping']);
  });

  it('names its events `noun.past`, each once', () => {
    expect([
      LOG_EVENTS.filter((event) => !/^[a-z]+\.[a-z]+$/.test(event)),
      new Set(LOG_EVENTS).size,
    ]).to.deep.equal([[], LOG_EVENTS.length]);
  });
});

describe('an error in the log', () => {
  it('is told in full where it is ours', () => {
    expect(errorFields(new LetheError('SPOOL_FULL', 'no room'))).to.deep.equal({
      error: 'SPOOL_FULL',
      message: 'no room',
    });
  });

  it('is told by its code where it is the system’s, which may hold a path', () => {
    const error = Object.assign(new Error("ENOENT: no such file, open '/data/Doe^Jane'"), {
      code: 'ENOENT',
      syscall: 'open',
    });
    expect(errorFields(error)).to.deep.equal({ error: 'ENOENT', syscall: 'open' });
  });

  it('is told by its name where it is anybody else’s, whose message may hold a value', () => {
    expect(errorFields(new TypeError('Doe^Jane is not a function'))).to.deep.equal({ error: 'TypeError' });
  });

  it('is unknown where it is none', () => {
    expect(errorFields('Doe^Jane')).to.deep.equal({ error: 'unknown' });
  });
});
