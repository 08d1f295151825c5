import { expect } from 'chai';
import { LetheError } from '../../src/errors.js';
import { loadStrategy } from '../../src/routing/load.js';
import { checkReferences } from '../../src/routing/references.js';

const strategy = loadStrategy(
  "strategy: s\nversion: '1'\ndeidentify: {}\nroutes:\n  - name: r\n    destinations: [pacs, archive]\n  - name: q\n    discard: unwanted\n",
  's.yaml',
);

describe('the destinations that strategies name', () => {
  it('may all be configured', () => {
    const destinations = new Map([
      ['pacs', {}],
      ['archive', {}],
    ]);
    expect(() => {
      checkReferences({ destinations }, [strategy]);
    }).not.to.throw();
  });

  it('are refused at their place where they are not, with the name that was probably meant', () => {
    expect(() => {
      checkReferences({ destinations: new Map([['pacs1', {}]]) }, [strategy]);
    })
      .to.throw(
        LetheError,
        "s.yaml:6:20: the destination 'pacs' is not configured; did you mean 'pacs1'?\ns.yaml:6:26: the destination 'archive' is not configured; configured are: pacs1",
      )
      .with.property('code', 'DESTINATION_UNKNOWN');
  });
});
