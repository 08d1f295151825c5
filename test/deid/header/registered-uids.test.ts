import { expect } from 'chai';
import { isRegisteredUid } from '../../../src/deid/header/registered-uids.js';

describe('a UID that the standard registers', () => {
  for (const [what, uid] of [
    ['a SOP class', '1.2.840.10008.5.1.4.1.1.2'],
    ['a transfer syntax', '1.2.840.10008.1.2.1'],
    ['a frame of reference of an atlas', '1.2.840.10008.1.4.1.1'],
    ['the frame of reference of universal time', '1.2.840.10008.15.1.1'],
    ['a colour palette', '1.2.840.10008.1.5.1'],
    ['a context group', '1.2.840.10008.6.1.308'],
    ['a coding scheme', '1.2.840.10008.2.16.4'],
  ] as const)
    it(`is ${what}`, () => {
      expect(isRegisteredUid(uid)).to.equal(true);
    });

  for (const [what, uid] of [
    ['one that somebody made under its root', '1.2.840.10008.5.1.4.1.1.2.20190304.101112.7'],
    ['one of another root', '1.2.826.0.1.3680043.2.1125.1'],
    ['the root itself', '1.2.840.10008'],
    ['no UID', 'Doe'],
  ] as const)
    it(`is not ${what}`, () => {
      expect(isRegisteredUid(uid)).to.equal(false);
    });
});
