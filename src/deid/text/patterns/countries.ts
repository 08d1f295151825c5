/** Countries and the states of federations, which identify nobody (45 CFR 164.514(b)(2)(i)(B): places smaller than a state do). Our own list, folded. */
import { type Token, wordSet } from '../words.js';

/** Each word of a name of more than one stands for itself: what is asked is whether a span has any other. */
const COUNTRY_WORDS: ReadonlySet<string> = wordSet(`
afghanistan albania algeria angola argentina armenia australia austria azerbaijan bahrain bangladesh belarus belgium bolivia bosnia herzegovina botswana brazil bulgaria burkina burundi
cambodia cameroon canada chile china colombia congo croatia cuba cyprus czechia denmark ecuador egypt eritrea estonia ethiopia fiji finland france gabon gambia germany ghana greece guatemala guinea
guyana haiti honduras hungary iceland india indonesia iran iraq ireland israel italy jamaica japan kazakhstan kenya korea kosovo kuwait kyrgyzstan laos latvia lebanon liberia libya lithuania luxembourg
macedonia madagascar malawi malaysia mali malta mauritania mauritius mexico moldova mongolia montenegro morocco mozambique myanmar namibia nepal netherlands nicaragua niger nigeria norway oman
pakistan panama paraguay peru philippines poland portugal qatar romania russia rwanda senegal serbia singapore slovakia slovenia somalia spain sudan suriname sweden switzerland syria
taiwan tajikistan tanzania thailand tibet togo tunisia turkey turkmenistan uganda ukraine uruguay uzbekistan venezuela vietnam yemen zambia zimbabwe scotland england wales britain usa uk uae
africa asia europe america
alemania alemanha allemagne germania deutschland duitsland tyskland niemcy francia frankreich frankrijk frankrig frankrike spanien spanje espana espagne spagna italien italie italia osterreich autriche
schweiz suisse svizzera suiza zwitserland turkei turquie turquia turchia turkije polen pologne polonia russland russie russia rusland griechenland grece grecia griekenland
ungarn rumanien roumanie kroatien serbien bosnien ukraine marokko maroc marruecos marrocos algerien algerie argelia tunesien tunisie agypten egypte egipto kenia indien inde chine brasilien bresil brasil
mexiko mexique niederlande belgien belgique schweden suede norwegen danemark afrika afrique asien asie amerika amerique
alabama alaska arizona arkansas california colorado connecticut delaware florida georgia jordan chad virginia carolina hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi
missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont wisconsin wyoming
bayern bavaria hessen sachsen thuringen saarland brandenburg ontario quebec alberta manitoba saskatchewan queensland victoria tasmania catalunya cataluna andalucia lombardia toscana sicilia
`);
/** Given names and surnames, too: a country only after a word of direction. */
const NAMES_TOO = wordSet(
  'kenya india israel virginia carolina victoria dakota florida montana georgia chad jordan america alberta francia italia',
);

const DIRECTIONS = wordSet(
  'to from in of visit visited visiting travel travels travelled traveled trip toured native born immigrated emigrated nach aus in von au en de du vers vers a desde hacia in da dalla dal verso para em do da uit naar till fran til fra z do iz',
);

/** Whether the tokens [first, last] name a country or state: `travel to Kenya`, `Australia`. */
export function isCountry(tokens: readonly Token[], first: number, last: number): boolean {
  const isBefore = DIRECTIONS.has(tokens[first - 1]?.folded ?? '');
  const words = tokens.slice(first, last + 1).filter(({ folded }) => !DIRECTIONS.has(folded));
  return (
    words.length > 0 &&
    words.every(
      ({ folded }) =>
        COUNTRY_WORDS.has(folded) && (isBefore || words.length < last - first + 1 || !NAMES_TOO.has(folded)),
    )
  );
}
