import { expect } from 'chai';
import { shiftWrittenDate } from '../../../src/deid/text/patterns/shift-date.js';

const SHIFTS: readonly (readonly [text: string, days: number, shifted: string])[] = [
  ['20140317', 20, '20140406'],
  ['17032014', 20, '06042014'],
  ['20140317101500', -20, '20140225101500'],
  ['2014-03-17', 365, '2015-03-17'],
  ['2014-03-17T10:15:00+0100', 1, '2014-03-18T10:15:00+0100'],
  ['17.03.2014', 1, '18.03.2014'],
  ['3/7/14', 1, '3/8/14'],
  ['03/17/2014', 20, '04/06/2014'],
  ['25/12/1999', 10, '04/01/2000'],
  ['31.12.99', 1, '01.01.00'],
  ['17 March 2014', 20, '6 April 2014'],
  ['MARCH 17, 2014', 20, 'APRIL 6, 2014'],
  ['March 1st, 2014', 1, 'March 2nd, 2014'],
  ['17-MAR-14', 20, '6-APR-14'],
  ['1er août 2014', 1, '2 août 2014'],
  ['17. März 2014', 20, '6. April 2014'],
  ['17 de marzo de 2014', 20, '6 de abril de 2014'],
  ['17 maart 2014', 60, '16 mei 2014'],
  ['17 de março de 2014', -20, '25 de fevereiro de 2014'],
  ['17 марта 2014', 20, '6 апреля 2014'],
  ['平成26年3月17日', 20, '平成26年4月6日'],
  ['2014年12月31日', 1, '2015年1月1日'],
  ['2014년 3월 17일', 20, '2014년 4월 6일'],
  ['Tues 4/16/24', 3, 'Fri 4/19/24'],
  ['Jeudi 14 février 2019', -1, 'Mercredi 13 février 2019'],
  ['Mar 2014', 60, 'May 2014'],
  ['03/2014', 60, '05/2014'],
];

describe('shifting a written date', () => {
  for (const [text, days, shifted] of SHIFTS)
    it(`writes ${text} as ${shifted}, ${days} days later`, () => {
      expect(shiftWrittenDate(text, days)).to.equal(shifted);
    });

  it('keeps the interval of two dates in any form', () => {
    for (let days = -400; days <= 400; days += 37) {
      const numeric = shiftWrittenDate('2014-03-17', days) ?? '';
      const [year = '', month = '', day = ''] = numeric.split('-');
      expect(Date.UTC(Number(year), Number(month) - 1, Number(day)) - Date.UTC(2014, 2, 17)).to.equal(
        days * 86_400_000,
      );
      expect(shiftWrittenDate('17.03.2014', days)).to.equal(`${day}.${month}.${year}`);
      expect(shiftWrittenDate('20140317', days)).to.equal(year + month + day);
    }
  });

  it('gives nothing where no date can be read', () => {
    expect(shiftWrittenDate('二〇一四年三月', 3)).to.equal(undefined);
    expect(shiftWrittenDate('yesterday', 3)).to.equal(undefined);
  });
});
