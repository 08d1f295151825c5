import { foldText } from '../words.js';

/** Names of the days of the week in the languages that reports are written in, Monday first. Each line: full names, then short ones. */
const ROWS: readonly string[] = [
  'monday tuesday wednesday thursday friday saturday sunday',
  'mon tue wed thu fri sat sun',
  'mon tues weds thurs fri sat sun',
  'mon tue wed thur fri sat sun',
  'montag dienstag mittwoch donnerstag freitag samstag sonntag',
  'montag dienstag mittwoch donnerstag freitag sonnabend sonntag',
  'lundi mardi mercredi jeudi vendredi samedi dimanche',
  'lun mar mer jeu ven sam dim',
  'lunes martes miércoles jueves viernes sábado domingo',
  'lun mar mié jue vie sáb dom',
  'lunedì martedì mercoledì giovedì venerdì sabato domenica',
  'lun mar mer gio ven sab dom',
  'segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo',
  'segunda terça quarta quinta sexta sábado domingo',
  'maandag dinsdag woensdag donderdag vrijdag zaterdag zondag',
  'måndag tisdag onsdag torsdag fredag lördag söndag',
  'mandag tirsdag onsdag torsdag fredag lørdag søndag',
  'poniedziałek wtorek środa czwartek piątek sobota niedziela',
  'понедельник вторник среда четверг пятница суббота воскресенье',
];

export interface Weekday {
  /** 0 for Monday. */
  readonly day: number;
  /** The names of its row, Monday first, in lower case. */
  readonly row: readonly string[];
}

const WEEKDAYS = new Map<string, Weekday>();
for (const row of ROWS.map((names) => names.split(' ')))
  row.forEach((name, day) => {
    const folded = foldText(name);
    if (!WEEKDAYS.has(folded)) WEEKDAYS.set(folded, { day, row });
  });

/** The day of the week that a folded word names, if one. */
export function weekdayNamed(folded: string): Weekday | undefined {
  return WEEKDAYS.get(folded);
}
