import { expect } from 'chai';
import fc from 'fast-check';
import { shiftDate } from '../../src/deid/header/shift-date.js';

describe('moving a date', () => {
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['a date', '20230405', '20220301'],
    ['a date of ACR-NEMA', '1997.06.09', '1996.05.05'],
    ['a date with dashes', '1997-06-09', '1996-05-05'],
    ['a date over a leap day', '20240401', '20230226'],
    ['a leap day', '20000229', '19990125'],
    ['a time of day, which stays', '20230405123456.123456', '20220301123456.123456'],
    ['a zone, which stays', '20230405123456+0100', '20220301123456+0100'],
    ['a month alone', '199706', '199604'],
    ['a month with a zone', '199706-0500', '199604-0500'],
    ['a year alone', '1997', '1995'],
    ['a year with a zone', '1997-0500', '1995-0500'],
    ['an hour', '2023040512', '2022030112'],
    ['both ends of a range', '20230405-20230406', '20220301-20220302'],
    ['no text behind a date', '20230405 by Dr Roe', undefined],
    ['no text with a dot behind a date', '20230405.Roe', undefined],
    ['no day that the month has not', '20230230', undefined],
    ['no thirteenth month', '20231301', undefined],
    ['no half a day', '2023043', undefined],
    ['no words', 'yesterday', undefined],
    ['nothing', '', undefined],
    ['nothing to before the first year', '00010101', undefined],
  ];
  for (const [what, from, to] of cases) {
    it(`moves ${what}`, () => {
      expect(shiftDate(from, -400)).to.equal(to);
    });
  }

  const anyDay = fc.date({
    min: new Date('1900-01-01T00:00:00Z'),
    max: new Date('2100-01-01T00:00:00Z'),
    noInvalidDate: true,
  });
  const written = (date: Date): string => date.toISOString().slice(0, 10).replaceAll('-', '');
  const readDay = (text: string): number =>
    Date.UTC(Number(text.slice(0, 4)), Number(text.slice(4, 6)) - 1, Number(text.slice(6, 8))) / 86_400_000;

  it('keeps the days between any two dates', () => {
    fc.assert(
      fc.property(anyDay, anyDay, fc.integer({ min: -4000, max: -1 }), (one, other, days) => {
        const [a, b] = [written(one), written(other)];
        expect(readDay(shiftDate(a, days) ?? '') - readDay(shiftDate(b, days) ?? '')).to.equal(
          readDay(a) - readDay(b),
        );
      }),
    );
  });

  it('undoes itself', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -4000, max: 4000 }), (day, days) => {
        expect(shiftDate(shiftDate(written(day), days) ?? '', -days)).to.equal(written(day));
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9.+-]{0,26}$/)), (text) => {
        expect(shiftDate(text, -100)).to.satisfy(
          (moved: unknown) => moved === undefined || typeof moved === 'string',
        );
      }),
    );
  });
});
