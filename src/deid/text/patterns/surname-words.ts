/** Words of several languages that are surnames, too: what people do, colours, animals, plants, land and weather. Our own list, folded. */
import { isLetters, startsCapital, type Reading } from './reading.js';

const SURNAME_WORDS: ReadonlySet<string> = new Set(
  `painter baker butcher cook farmer fisher forester gardener hunter mason miller porter potter sailor shepherd singer smith tailor tanner taylor turner weaver carpenter cooper glover roofer plumber barber butler clerk
archer brewer driver skinner sawyer thatcher page parson bishop dean deacon abbot pope monk king knight noble rich poor young old long short small little big strong swift wise good goodman sharp moody
black white brown gray grey green red blue silver gold rose lily heather ivy holly reed rush thorn bush wood woods forest field hill dale glen brook lake pond marsh moor heath stone rock rocky mountain sand clay
rain snow frost winter summer spring autumn day night week may june april august noon morrow sunday monday friday lamb bull fox wolf bear hare hart buck swan crane heron crow finch martin robin sparrow nightingale bird fish pike
head foot hand hands back chest cheek chin brain blood bones body walker walk park parks hall rooms house church chapel bridge ford gate wall street lane way banks bank bent cross speed price cash penny ball bell horn drum
jager bauer becker fischer fleischer gartner hirt koch krug maurer metzger muller pfeiffer richter sanger schafer schlosser schmied schneider schreiber schreiner schuster spengler topfer tischler wagner weber zimmermann kaiser konig
furst graf ritter vogt engel teufel fuchs wolf bar hase hirsch igel vogel spatz adler falke sperling krebs hecht frosch berg tal wald feld stein bach see sand winter sommer herbst morgen abend sonntag freitag kurz lang klein gross grosse
grosser weiss schwarz braun rot grun grau gelb jung alt stark schnell fein hart kraft kopf hals bein fuss haar bart herz kohl rube bohne birne apfel baum busch strauch blume dorn stroh heu korn weizen gerste roggen
boulanger boucher berger charpentier chevalier cordier couturier fournier fabre forgeron marechal macon mercier meunier pecheur chasseur serrurier tisserand tonnelier tailleur texier barbier roux rousseau blanc brun noir rouge vert gris petit grand
gros legrand lebrun leroux leblanc lenoir long court fort faible jeune vieux sage poisson loup renard lievre merle pinson rossignol colombe agneau boeuf cheval bois boisson champ fleur rose lavigne vigne pommier poirier olivier chene roche pierre
sable montagne vallee riviere fontaine moulin maison chateau eglise pont porte rue matin hiver ete vendredi
herrero zapatero carnicero panadero pastor labrador cazador pescador carpintero molinero sastre tejedor barbero guerrero marinero soldado rey conde duque abad cura blanco negro rojo rubio moreno pardo verde delgado gordo alto bajo
largo corto bravo bueno malo rico leal cordero lobo zorro toro vaca caballo gallo paloma aguila peces rosas flores flor clavel espino olmo pino manzano romero oliva rio rios lago fuente fuentes puente torre torres iglesia castillo calle calles
plaza campo campos prado monte montes sierra vega valle cuesta piedra rocas arena cabeza cuello barriga pie pies mano manos rodilla costa cal sal pan vino leche miel abril mayo domingo viernes
ferreiro sapateiro padeiro carpinteiro moleiro pescador pedreiro alfaiate marinheiro guerreiro barbeiro rei conde duque abade branco preto vermelho moreno pardo verde alto baixo longo curto forte rico leal cordeiro lobo raposo touro vaca cavalo galo
pombo aguia peixe peixoto rosas flores pinheiro carvalho oliveira pereira macieira nogueira figueira rio ribeiro lago fonte fontes ponte torre torres igreja castelo rua campo campos prado monte montes serra vale pedra pedras rocha areia cabeca pescoco
barriga pe pes mao maos joelho costa costas leite pao vinho mel ramos ramo neves neve domingues
ferraro fabbro pastore sarto macellaio fornaio falegname mugnaio pescatore cacciatore barbiere marinaio soldato re conte duca abate prete rosso rossi rossa rosse bianco bianchi bianca bianche nero neri nera nere bruno bruni verde verdi bigi grigio grosso grossi
piccolo piccoli piccola lungo longo corto corti basso bassi alto forte forti rizzo riccio ricci gatto gatti lupo lupi volpe agnello toro leone leoni cavallo gallo gallo galli colombo colomba falco passero merlo pesce rosa fiore fiori spina olmo pino oliva
fiume lago fonte fontana ponte torre torri chiesa castello strada piazza campo campi prato prati monte monti costa coste valle pietra pietre sasso sabbia testa collo mano mani piede gamba ferro sale pane vino latte miele marzo aprile maggio domenica
bakker visser slager smid molenaar schilder timmerman kuiper kleermaker wever herder boer jager koning keizer ridder bisschop wit witte zwart zwarte rood rode groen groene blauw bruin bruine grijs geel klein kleine groot grote lang lange kort korte jong
oud oude sterk vos wolf beer haas hert vogel haan duif leeuw vis bloem roos doorn boom bos berg dal veld akker beek meer zand steen brug poort kerk kasteel molen straat winter zomer zondag hoofd hals voet hand been
kowal piekarz rzeznik mlynarz krawiec szewc tkacz rybak pasterz krol biskup mnich bialy czarny czerwony zielony szary maly duzy dlugi krotki mlody stary gruby chudy wilk lis zajac niedzwiedz jelen orzel golab kogut baran kozak kwiat roza las gora dolina
rzeka pole kamien most zamek zima lato niedziela piatek smed smeden skradder skraddare bagare moller bonde fiskare jagare kung biskop vit svart rod gron bla liten stor lang kort ung gammal varg rav bjorn hare falk fisk ros blom lind ek skog berg dal sten strom
kuznetsov kovar rezbar krejci mlynar sedlak rybar pekar myslivec kral biskup bily cerny zeleny maly velky dlouhy kratky mlady stary vlk medved zajic jelen orel holub kohout beran ruze les hora kamen most zima kirves seppa suutari metsa jarvi maki laakso kivi virta koski susi karhu
demirci terzi kasap ekmekci coban avci balikci kral beyaz kara kizil yesil mavi uzun kisa genc yasli kurt aslan kaplan ayi kartal dogan sahin gul cicek orman dag irmak tas kaya kopru kale kis yaz кузнец мельник портной пастух рыбак охотник король белый чёрный волк заяц медведь`.split(
    /\s+/,
  ),
);

/**
 * Whether a word is written as the word that it is beside being a surname: in small letters, or first in a sentence in small
 * letters: `herrero con dolor de hombro`, `Painter fell from scaffold`.
 */
export function isWrittenAsWord(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  if (!isLetters(token) || !SURNAME_WORDS.has(token.folded)) return false;
  if (!startsCapital(reading, token)) return reading.tokens.length > 2;
  const next = reading.tokens[index + 1];
  const isFirst = index === 0 && !reading.isCapitals;
  return isFirst && isLetters(next) && /^,? $/.test(reading.gaps[0] ?? '') && !startsCapital(reading, next);
}
