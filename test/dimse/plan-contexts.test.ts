import { expect } from 'chai';
import fc from 'fast-check';
import { planContexts, type InstanceKind } from '../../src/dimse/plan-contexts.js';

const instance: fc.Arbitrary<InstanceKind> = fc.record({
  sopClassUid: fc.nat({ max: 60 }).map((number) => `1.1.${number}`),
  transferSyntaxUid: fc.nat({ max: 6 }).map((number) => `1.2.${number}`),
});

describe('The plan of contexts', () => {
  it('has a context of its own for each instance, at most 128 in an association, and loses no instance', () => {
    fc.assert(
      fc.property(
        fc.array(instance, { maxLength: 400 }),
        fc.subarray(['1.2.0', '1.2.1', '1.2.9']),
        (instances, fallback) => {
          const planned = planContexts(instances, fallback);
          expect(planned.flatMap((association) => association.instances)).to.have.members(instances);
          for (const association of planned) {
            expect(association.contexts).to.have.length.within(1, 128);
            for (const { sopClassUid, transferSyntaxUid } of association.instances) {
              expect(
                association.contexts.some(
                  ({ abstractSyntaxUid, transferSyntaxUids }) =>
                    abstractSyntaxUid === sopClassUid &&
                    transferSyntaxUids.length === 1 &&
                    transferSyntaxUids[0] === transferSyntaxUid,
                ),
              ).to.equal(true);
            }
          }
        },
      ),
    );
  });

  it('proposes the fallback that the instances do not have, once for each SOP class', () => {
    const instances = [
      { sopClassUid: 'CT', transferSyntaxUid: 'JPEG' },
      { sopClassUid: 'CT', transferSyntaxUid: 'RLE' },
      { sopClassUid: 'MR', transferSyntaxUid: 'Explicit' },
    ];
    expect(planContexts(instances, ['Explicit', 'Implicit'])[0]?.contexts).to.deep.equal([
      { abstractSyntaxUid: 'CT', transferSyntaxUids: ['JPEG'] },
      { abstractSyntaxUid: 'CT', transferSyntaxUids: ['RLE'] },
      { abstractSyntaxUid: 'CT', transferSyntaxUids: ['Explicit', 'Implicit'] },
      { abstractSyntaxUid: 'MR', transferSyntaxUids: ['Explicit'] },
      { abstractSyntaxUid: 'MR', transferSyntaxUids: ['Implicit'] },
    ]);
  });

  it('plans nothing for no instances', () => {
    expect(planContexts([])).to.deep.equal([]);
  });
});
