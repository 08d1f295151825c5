import { expect } from 'chai';
import { collectFacts, type IsKept } from '../../../src/deid/identity/facts.js';
import { indexInstance } from '../../../src/dicom/instance.js';
import { IMPLICIT_LITTLE } from '../../../src/dicom/model.js';
import { memorySource } from '../../../src/dicom/source.js';
import { encode, sequence, text, value, type ElementSpec } from '../../support/data-set-builder.js';

const nothingKept: IsKept = () => false;

function factsIn(elements: readonly ElementSpec[], isKept = nothingKept, implicit = false): string[] {
  const transferSyntaxUid = implicit ? '1.2.840.10008.1.2' : '1.2.840.10008.1.2.1';
  const bytes = implicit ? encode(elements, IMPLICIT_LITTLE) : encode(elements);
  const instance = indexInstance(memorySource(bytes), { dataSetOffset: 0, transferSyntaxUid });
  return collectFacts(instance, isKept).map((fact) => `${fact.kind}: ${fact.text}`);
}

describe('identity facts', () => {
  it('are names, identifiers, dates, places and numbers, each once', () => {
    const facts = factsIn([
      text(0x00080020, 'DA', '20190512'),
      text(0x0008002a, 'DT', '20190512103000.00'),
      text(0x00080050, 'SH', 'A42'),
      text(0x00080080, 'LO', 'Charlesmont'),
      text(0x00080090, 'PN', 'Quarles^Bo'),
      text(0x00081030, 'LO', 'CT head'),
      text(0x00081070, 'PN', 'Ida\\Jan'),
      text(0x00100010, 'PN', 'Kowalczuk^T'),
      text(0x00100020, 'LO', ' 4711 '),
      text(0x00100030, 'DA', '1954.03.07'),
      text(0x00101040, 'LO', '48 Quill Lane, mail x@y.example'),
      text(0x00102154, 'SH', '555 0104'),
      text(0x00200010, 'SH', 'S1'),
    ]);
    expect(facts).to.have.members([
      'date: 20190512',
      'accession: A42',
      'institution: Charlesmont',
      'personName: Quarles^Bo',
      'personName: Ida',
      'personName: Jan',
      'patientName: Kowalczuk^T',
      'patientId: 4711',
      'birthDate: 19540307',
      'email: x@y.example',
      'address: 48 Quill Lane, mail x@y.example',
      'phone: 555 0104',
      'identifier: S1',
    ]);
  });

  it('are found at every depth, in the character set of their item', () => {
    const facts = factsIn([
      text(0x00080005, 'CS', 'ISO_IR 100'),
      sequence(0x00400275, [
        text(0x00080005, 'CS', 'ISO_IR 192'),
        value(0x00321032, 'PN', Buffer.from('Łuk^B ')),
        sequence(0x00101002, [text(0x00100020, 'LO', 'X77')]),
      ]),
    ]);
    expect(facts).to.have.members(['personName: Łuk^B', 'patientId: X77']);
  });

  it('include private names, by VR and, with implicit VR, by form', () => {
    expect(factsIn([text(0x00091001, 'PN', 'Kowalczuk^T')])).to.deep.equal(['personName: Kowalczuk^T']);
    const implicit = [text(0x00091001, 'LO', 'Rodriguez^Tomasz'), text(0x00091002, 'LO', 'Head^Routine')];
    expect(factsIn(implicit, nothingKept, true)).to.deep.equal(['personName: Rodriguez^Tomasz']);
  });

  it('include what content items say by their concept name', () => {
    const concept = (code: string): ElementSpec => sequence(0x0040a043, [text(0x00080100, 'SH', code)]);
    const facts = factsIn([
      sequence(
        0x0040a730,
        [concept('121022'), text(0x0040a160, 'UT', 'ACC9')],
        [concept('121071'), text(0x0040a160, 'UT', 'a finding')],
      ),
    ]);
    expect(facts).to.deep.equal(['accession: ACC9']);
  });

  it('are not what the strategy keeps, which is asked with the private creator', () => {
    const asked: unknown[] = [];
    const elements = [
      text(0x00080080, 'LO', 'Charlesmont'),
      text(0x00090010, 'LO', 'ACME 1'),
      text(0x00091001, 'PN', 'Kowalczuk^T'),
    ];
    const facts = factsIn(elements, (tag, vr, creator) => {
      asked.push([tag, vr, creator]);
      return tag === 0x00080080;
    });
    expect(facts).to.deep.equal(['personName: Kowalczuk^T']);
    expect(asked).to.deep.include([0x00091001, 'PN', 'ACME 1']);
  });

  it('leave out what is empty or too long to be a value of its kind', () => {
    expect(
      factsIn([
        text(0x00100010, 'PN', ''),
        text(0x00100020, 'LO', '  '),
        text(0x00101040, 'LO', 'x'.repeat(3000)),
      ]),
    ).to.deep.equal([]);
  });
});
