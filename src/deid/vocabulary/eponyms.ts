/**
 * Surnames in the vocabulary of medicine. Our own list; entries as `foldText` gives them, of a double name each part.
 * A name counts as an eponym only where the words around it say so: see {@link isEponymUse}.
 */
import type { Token } from '../text/words.js';
import { isOfRegion } from './eponyms-of-regions.js';
import { RARE_EPONYMS } from './rare-eponyms.js';

/** Diseases, syndromes, signs, fractures, lesions, tumours, anatomy. */
const CONDITIONS = `
addison adamkiewicz adson albers schonberg albright alcock alexander alport alzheimer amyand anderson ankylosing apert arnold chiari
ashman asherman askin aschoff auer austin babinski baker balint bankart bannayan barlow barr barre barrett barsony barton bartholin
bartholow bassen batson battle bazex bazin becker beckwith wiedemann behcet bell bence jones bennett berger bernard bielschowsky bichat binswanger
birt hogg dube bitot bland white garland bloom blount blumer boas bochdalek bock boerhaave bohler bourneville bouchard bouveret bowen bowman
boxer boyd brachet brenner brodie broca brodmann brown sequard brugada brunner bruns bryant buck budd chiari buerger buford burkitt burnett byler
caffey calot calve cantlie canavan caplan carney caroli carpenter castleman chagas chance chandler charcot marie tooth chargot chediak higashi cheyne stokes
chopart christmas churg strauss chvostek civatte clark claude cloquet coats cockayne codman cogan colles conn cooley cooper corrigan
costen cotton courvoisier couinaud cowden cowper crohn cronkhite canada cruveilhier cullen currarino cushing dandy walker
darier de quervain quervain dejerine klumpke dercum destot devic dieulafoy digeorge dohle donovan douglas down dressler duane dubin johnson
duchenne dukes duke dupuytren duverney ebstein edinger westphal edwards ehlers danlos eisenmenger ekbom ellis van creveld epstein erb erdheim chester
essex lopresti eustachian ewing fabry fallopian fallot fanconi farber felty fitz hugh curtis fleischner fontan forestier foster kennedy
fournier fox fordyce freiberg frey friedreich froehlich froment fuchs gaisbock galeazzi galen ganser gardner gartner gaucher gerota gerstmann
ghon giannuzzi gilbert gilles tourette gimbernat gitelman glanzmann glisson goldenhar golgi goltz goodpasture goodsall gorham gorlin gosselin gottron
gowers gradenigo graafian graefe grawitz graves grey turner grisel grynfeltt guillain guyon hachinski haglund hailey hallermann streiff
hallervorden spatz hamman rich hampton hand schuller christian hansen hartmann hartnup hashimoto hasson haversian hawkinson heberden heinz heister hegar
henle henoch henry herring hesselbach hess heubner heschl hill sachs hilton hippel lindau hirschsprung his hodgkin hoffa hoffmann holmes
holt oram homans horner horton houston howship hunter huntington hurler hurthle hutchinson iliotibial jaccoud jacksonian
jakob creutzfeldt jarcho jefferson jeune job joubert kahler kallmann kaposi kartagener kasabach merritt kawasaki kearns sayre kehr
keinbock kienbock kerley kernig kernohan kerckring kikuchi kimura kimmelstiel klatskin klein kleine levin klinefelter klippel feil trenaunay kohler korsakoff
kostmann krabbe krukenberg kugel kummell kupffer kussmaul ladd laennec lafora lambert eaton lambl landouzy langerhans langer langhans larsen laurin lasegue
laurence moon biedl leber legg perthes leigh lemierre lennox gastaut leriche lesch nyhan leser trelat letterer siwe lewy leydig lhermitte
libman little littre ligament lisfranc lister ludloff luschka lutembacher lynch lyme madelung maffucci magendie maisonneuve
mallory malgaigne mallet malpighi mansfield marchiafava bignami marcus gunn marfan marjolin marjorie maroteaux lamy martin mazabraud mccune mcburney meckel meigs mendelson
menetrier meniere menkes merkel meyer meynert mikulicz milkman millard gubler miller dieker mills mirizzi mobitz moebius mobius mondini mondor monro monteggia
montgomery morgagni morel lavallee moro morquio morris morrison morton moschcowitz moyamoya muckle wells muir mullerian muller munchausen munchmeyer
murphy nelaton nelson nezelof niemann pick nissl noonan nutcracker oddi ogilvie ollier omenn ormond osgood schlatter osler osler weber rendu ota otto
pacinian paget pancoast panner papez parinaud parkes parkinson parry romberg parsonage pasteur patau pauwels pel pellegrini stieda penfield
perkins perlman perls pecquet peyer peyronie pfeiffer phalen pipkin plummer vinson poirier poland politzer pompe poncet potocki pott potter poupart
prader willi preiser prinzmetal profichet purkinje purtscher queckenstedt quincke raeder ramsay rasmussen rathke raynaud recklinghausen reed sternberg
refsum reichert reidel reinke reissner reiter retzius rett reye richter riedel riolan robin rokitansky kuster hauser rolando romano rosai dorfman rosenmuller
rosenthal ross roth rotor roussy rovsing russell rutherford ryle salter harris salzmann sandifer sanfilippo santorini saint satoyoshi savage schatzki
scheie scheuermann schilder schimmelbusch schirmer schmorl schonlein schwann schwachman segond seldinger sertoli sever sezary sharpey sheehan
shone shprintzen shy drager sibson silver simmonds simmons sinding johansson sipple sister mary joseph sjogren skene sly smith sotos spiegel spieghel spigelian spitz
sprengel stafne stargardt steele richardson olszewski stein leventhal steinbrocker stener stensen stevens stieda still stokes adams struthers sturge sudeck
sutton sweet swyer sydenham sylvius takayasu takotsubo tarlov taussig bing tay sachs terry tietze thebesian thibierge thomsen thornwaldt tornwaldt thurston
tillaux tolosa hunt todd tourette treacher collins treitz trendelenburg trevor triquet trousseau turcot turner tyson uhl unverricht valsalva vater
verneuil vernet villaret vincent virchow robin vogt volkmann voorhoeve waardenburg waldenstrom waldeyer waller wallenberg warthin waterhouse friderichsen
weaver weber christian wegener weil werdnig werlhof wermer werner wernicke wharton whipple wilkie willebrand williams willis wilms wilson winslow
winiwarter wirsung wiskott aldrich wolff parkinson wolfram wolman wormian wrisberg yunis zellweger zenker zollinger zuska
axenfeld rieger anton arias stella bardet bartter basedow bechterew bekhterev boeck besnier bornholm brill zinsser biermer bouillaud brocq bywaters camurati engelmann carrion
chilaiditi cruz dabska degos denonvilliers desjardins dorsey duhring dyke davidoff masson eagle evans fahr felix fiessinger leroy filatov
fong forbes freeman sheldon garre gsell guerin hajdu hallopeau heerfordt herlyn hirayama jaffe campanacci jansen kienbock kniest kocher konig
kufs kugelberg welander larrey lederhose leiner leriche lichtenstein lobstein loffler lofgren louis bar lucey maladie mauriac
melkersson merzbacher pelizaeus milroy mollaret moeller naegele nager netherton nievergelt opitz oppenheim parrot pautrier petit pick pringle
proteus pyle ranvier renpenning ribbing rieux riley rubinstein taybi rundu sanders sandhoff schaumann sheuermann siemerling simpson golabi
stauffer stickler strumpell sulzberger takahara thiemann tangier thevenard tolchin trenaunay unna usher vaquez vrolik weill marchesani weissenbach west winter
morgellons yersin jod basedow dennonvilliers bozzolo kartagener arnold bamberger marchand marie pierre foix
lisch koplik hounsfield koebner nikolsky sandwich cobb risser meary boehler gissane bohler baumann blumensaat insall salvati caton deschamps kellgren lawrence
outerbridge fielding fleischmann mason rockwood neer schatzker weber danis lauge garden evans pipkin gustilo anderson dalonzo hawkins denis
bosniak gleason breslow fuhrman mallampati child pugh balthazar ranson forrest hinchey killip wagner rutherford fisher hunt hess spetzler cognard borden barrow
modic pfirrmann meyerding fazekas scheltens crawford stanford debakey bismuth corlette siewert lauren borrmann todani graf tonnis hilgenreiner shenton
lichtman frohse letournel winquist allgower garbuz paprosky lenke weishaupt ideberg bigliani goutallier hamada walch gartland dubberley
lesniowski fellhofer strasberg csendes alagille saegesser spigel garengeot maydl peutz goligher heineke altemeier stoppa naboth shirodkar betke sottas herophilus dorello brudzinski koedam baastrup bertolotti magerl iselin cedell blackburne ahlback tscherne blauth dequervain kanavel steinthal tossy enneking mirels cabrol
schroetter duroziez danon keshan mounier assmann blesovsky naidich drash gregoir tanagho pendred stellwag onodi draf ranawat schamberg mikaelson lunderquist cournand redlund sauvegrain rayleigh shwachman blackfan hegglin pelger rothmund fraumeni tarui lemli dravet panayiotopoulos angelman aicardi eales bensaude buschke civinini
weigert rotter gruen milch gierke spiegelian tinel faber moeller gaenslen laslett hoover kager simmonds
wartenberg neviaser rouviere sappey gerdy chassaignac passavant laimer moynihan lesgaft zuckerkandl toldt treves bogros arantius
gougerot saethre chotzen crouzon wunderlich zinner fraley tamm horsfall romanus naffziger mingazzini auspitz kyrle queyrat
fraenkel frankel wiltse wiberg reimers stulberg catterall herring salter ficat arlet steinberg waldenstrom ogden tanner greulich pyle risser bayley apgar
ringer savitzky golay sellink
glasgow karnofsky ecog braden norton wells geneva framingham agatston lugano deauville ann arbor binet rai barcelona milan okuda
`;

/** Devices, techniques, views, procedures, protocols, tests, instruments. */
const TECHNIQUES = `
foley swan ganz hickman broviac groshong tenckhoff quinton mahurkar leonard port permcath shiley cope pigtail cobra simmons judkins amplatz sones bernstein
sidewinder newton headhunter mikaelsson yashiro berenstein fogarty dotter gruentzig seldinger palmaz schatz wallstent gianturco greenfield gunther tulip
amplatzer blalock taussig potts waterston glenn fontan norwood rastelli mustard senning jatene konno ross bentall david yacoub dor batista maze cox
carpentier edwards starr bjork shiley st jude medtronic hancock ionescu harken dacron
jackson pratt penrose blake malecot pezzer kehr levin ewald sengstaken blakemore minnesota linton nachlas dobhoff dobbhoff cantor miller abbott salem
witzel stamm janeway billroth roux nissen toupet dor belsey heller ivor lewis mckeown whipple kausch longmire puestow frey beger hartmann kraske miles duhamel soave swenson
kasai mitrofanoff monti bricker indiana kock studer camey mainz hautmann leadbetter politano cohen boari burch marshall marchetti krantz manchester wertheim pfannenstiel
lefort fort caldwell luc killian lynch ogston weber fergusson sistrunk commando crile
harrington luque cotrel dubousset knodt steffee smith petersen hueter thompson austin moore charnley mcmurray girdlestone pemberton salter chiari
ilizarov kirschner steinmann kuntscher ender rush herbert acutrak knowles richards hoffmann wagner lapidus chevron akin keller mayo austin mitchell putti platt bristow latarjet
trillat hauser maquet fulkerson mcintosh jones broström brostrom weil scarf dwyer evans grice
caldwell towne waters stenvers schuller mayer law arcelin chausse rhese lysholm jefferson haas guillen titterington fuchs zanca stryker garth grashey velpeau rockwood
lawrence judet ferguson lauenstein lequesne dunn danelius miller frog rosenberg merchant hughston settegast laurin camp coventry harris beath broden saltzman cobey canale kelly
neer norgaard brewerton burman robert bett gaynor hart holly lindblom clements nakayama chassard lapine swick davis thoms
doppler compton bragg bucky potter fourier hadamard gibbs nyquist larmor bloch siegert zeeman faraday tesla gauss hounsfield becquerel curie gray sievert roentgen rontgen
cartesian gaussian laplace hilbert radon feldkamp ram lak shepp logan hann hanning hamming butterworth parzen wiener metz chang bateman patlak logan gjedde
dixon carr purcell meiboom gill stejskal tanner ernst look locker turbo ogawa simpson teichholz bazett fridericia bernoulli devereux cockcroft gault mosteller dubois haycock
lorentz poisson euler lagrange kalman otsu canny sobel hessian markov monte carlo bayes cronbach kaplan meier bland altman
mcgregor chamberlain mcrae wackenheim klaus bull powers boogaard gilula lister kager kohler nelaton bryant roser perkin calve klein trethowan
allis ortolani barlow galeazzi thomas trendelenburg lachman mcmurray apley ober finkelstein tinel phalen allen adson wright roos spurling hoffmann lhermitte babinski
patrick faber gaenslen laseque schober stork rinne weber schwabach romberg unterberger epley dix hallpike semont brandt daroff kety schmidt
ziehl neelsen gram giemsa romanowsky papanicolaou schiff congo masson goldner perls prussian sudan nissl bielschowsky gomori grocott ziel pearls warthin starry van gieson verhoeff
stensen wharton miller mantoux heaf schick dick coombs wassermann widal weil felix paul bunnell monospot rose bengal waaler
crawford kasch bruce naughton balke ellestad astrand weber cornell sokolow lyon estes
pascal seattle leksell gamma brown roberts wells cosman riechert mundinger talairach tournoux schaltenbrand wahren brodmann broca
mallinckrodt ommaya rickham holter spitz pudenz raimondi torkildsen denver leveen hakim codman strata
veress hasson palmer trocar bookwalter balfour deaver richardson army kelly kocher crile allis babcock mosquito debakey satinsky metzenbaum mayo
kaye lahey hegar deschamps gigli luer kerrison leksell adson weitlaner gelpi beckman cushing penfield rhoton yasargil sugita scoville
macintosh magill robertshaw carlens yankauer guedel hudson venturi ambu berman bain jackson rees
huber tuohy quincke whitacre sprotte chiba franseen westcott turner menghini trucut vim silverman jamshidi kopans hawkins homer reston frank
baker hopkins storz olympus cook cordis boston abbott bard gore wallace teflon
charriere french gauge luer
stanmore oxford zurich heidelberg erlangen leipzig berlin freiburg graz bern basel geneva lyon bordeaux strasbourg milano turin roma vienna wien
`;

/** Parts and words of the lists above that are no names of their own. */
const NOT_NAMES =
  'and the van de pigtail port maze cobra tulip ligament maladie ankylosing iliotibial sandwich turbo trocar';

/** Surnames that people bear at least as often: eponyms only right beside their noun or their other half, see {@link isEponymUse}. */
const BESIDE_NOUN = listOf(`
nevin imrie lanz traube carnett fothergill blatchford delorme mcvay kell labbe chaput delee dorr bado morrey ellman cofield lodwick thurner cockett
ganong westermark naclerio rigler puhl hering monod denys keros lyell hinck bentson huet crigler jansky doose kleffner sneddon susac koyanagi alstrom
bixler lowenstein joplin hoglund mcardle jamieson bassett hausdorff sugarbaker nikaidoh bernageau pasquier kinsbourne jaccard lanczos chebyshev lammertsma
jaszczak brodel gruntzig haggitt frykman cierny dega renkin brix ishii collis rossetti traverso rives milligan mattox stansel ozaki kawashima alfieri duran
mumford bosworth goldthwait kidner gould chrisman snook pavlik regan crowe svensson fontaine owen hickey isherwood larsson bertin morison andersson roesch
maxwell krenning buxton eklund alvarado antoni barcroft baxter bergmann blackett braxton dakin ellsworth fehling flechsig galvani gibson girard gluck
goldblatt goldmann gosset granger guttmann hartel harvey heimlich hensen hering hibbs hirtz hoehn kantor karman kestenbaum krause krogh liebermann
limberg lorenz mackenzie magnus meissner michaelis monaldi mosher myerson ortner otis pappenheim paterson pavlov pinard plaut prehn ranke reil remak
riva ruffini scarpa siebold skoda snellen spiro stahl thoma traube turck vidal wolfe zander zinn lucy perona prewitt marr gabor legendre voigt
langevin redfield solomon nicolson reynolds moller rippstein cahoon bridgman colcher sussman nyhus kudo sakamoto humphry moberg quinones weyman hakki
robson jewett whitmore whitehouse lippman nash sims fick mercier sauve cleopatra
welin lindegaard andral anrep aschner boscher breus capgras chauveau claisen codivilla cohnheim collip comby damus daubenton desault dohlman dorendorf
dubost edebohls eijkman enroth fahraeus finochietto fishberg frankenhauser froriep gennari hasner hassall holzknecht hopmann huschke hutinel jarvik
jendrassik joffroy jorissen kartschmaroff kiesselbach kronecker kulenkampff labhardt laubry lawen levret loewi lowenberg lublin mackenrodt malthus
massier muehlmann neisser nikiforoff nuel obersteiner pelizzi perutz petzetakis phemister pollitzer proust rauber recamier richet rocci rolleston
rothera ruysch sarbo sauerbruch schaudinn schottmueller schreger sherrington sigault souques spalteholz szent tandler tardieu tavel tillmanns
triboulet tschermak valleix voillemier wachendorf wangensteen weichselbaum wormius zaglas zondek zwaardemaker tikhonov landweber uhlenbeck chambolle
haralick daubechies zernike rician nakagami helmholtz savart fermi dirac womersley navier windkessel zierler altschul comberg bullitt laurell forssell
akerlund haudek frostberg abrikosoff seze imhauser lilienfeld moloy kanematsu grashof lutschka cassinari lazorthes gotteron rutkow gantzer hatle
nagueh coanda eustachi thebesi fuhrman mostofi chevassu
durie ishak batts ludwig barthel rankin lawton katz loeffler macleod coller cattell shouldice nottingham
`);

export const EPONYMS: ReadonlySet<string> = without(listOf(CONDITIONS, TECHNIQUES), NOT_NAMES);

/** Nouns that an eponym stands before, in several languages. */
const NOUNS_AFTER = listOf(`
disease diseases disorder syndrome syndromes sign signs symptom triad tetrad tetralogy pentalogy sequence anomaly anomalies malformation malformations deformity dysplasia dystrophy
fracture fractures dislocation lesion lesions injury tear defect tumor tumors tumour tumours lymphoma sarcoma carcinoma cancer adenoma cyst cysts hernia hernias
aneurysm diverticulum diverticula nodule nodules node nodes gland glands duct ducts canal canals foramen fossa recess pouch space spaces line lines lobe fissure ligament ligaments tendon
triangle angle angles ring rings membrane capsule fascia fat plexus ganglion nerve nucleus area areas tract fibers fibres body bodies cell cells corpuscle membrane
muscle artery arteries vein veins valve circle loop tuberosity tubercle process membrane crest spur node nodes island knot band bands web webs
anemia anaemia ataxia palsy paralysis chorea encephalopathy encephalitis hepatitis thyroiditis struma goiter goitre ulcer esophagus oesophagus arthropathy neuropathy
neuroma nephritis nephropathy nephroblastoma granulomatosis purpura phenomenon reaction effect law reflex test tests maneuver manoeuvre criteria criterion classification
grade grading stage staging score scores scale index ratio type types class category formula equation method methods technique techniques protocol protocols procedure
procedures operation surgery repair shunt shunts bypass anastomosis reconstruction reduction osteotomy arthroplasty resection pouch conduit flap graft approach incision
position view views projection projections series study tube tubes catheter catheters cath line lines drain drains stent stents filter filters balloon balloons needle needles
wire wires pin pins rod rods nail nails screw screws plate plates clip clips clamp clamps forceps retractor cannula guidewire introducer sheath port ports pump valve
prosthesis implant implants device devices brace collar splint bandage frame halo reservoir pacemaker lead electrode bag kit coil coils clip plug occluder
stain agar medium phantom phantoms detector diode counter plan grid diaphragm unit units number numbers transform filter filters kernel window artifact artefact
sequence pulse model algorithm distribution correction field curve plot function operator matrix law noise blur smoothing
fever fistula contracture sling bundle abscess gangrene nodes spots patches plaques hemorrhage haemorrhage infarct infarction cirrhosis colic crisis facies gait gait
kidney liver heart lung spine hip knee foot hand finger chest elbow shoulder eye
morbus krankheit syndrom zeichen fraktur luxation tumor tumore zyste zysten hernie anomalie fehlbildung klassifikation einteilung stadium grad katheter sonde drainage
schlauch stent filter schraube nagel draht prothese klappe operation op technik methode aufnahme projektion test versuch winkel linie dreieck band raum loge kanal ader
drüse druse knoten kapsel anamie lymphom sarkom struma thyreoiditis osophagus nase divertikel protokoll schema score index anastomose shunt lagerung
erkrankung parese lahmung gelenk hernien knotchen bandscheibe sonographie sonografie echo duplex ultraschall
maladie syndrome signe fracture kyste tumeur hernie anomalie classification score indice sonde catheter drain stent filtre vis clou broche prothese valve intervention operation
technique methode incidence cliche test manoeuvre angle ligne triangle ligament espace canal anemie lymphome sarcome goitre thyroidite oesophage diverticule
enfermedad sindrome signo fractura quiste tumor hernia anomalia clasificacion escala indice sonda cateter drenaje stent filtro tornillo clavo aguja protesis valvula
operacion tecnica metodo proyeccion prueba maniobra angulo linea triangulo ligamento espacio conducto anemia linfoma sarcoma bocio tiroiditis esofago diverticulo
malattia morbo sindrome segno frattura cisti tumore ernia anomalia classificazione scala indice sonda catetere drenaggio stent filtro vite chiodo ago protesi valvola
intervento tecnica metodo proiezione prova manovra angolo linea triangolo legamento spazio canale linfoma gozzo tiroidite esofago diverticolo
doenca sindrome sinal fratura cisto quisto hernia classificacao escala indice sonda cateter dreno stent filtro parafuso haste agulha protese valvula cirurgia tecnica metodo
incidencia manobra angulo linha triangulo ligamento espaco canal anemia linfoma bocio tireoidite esofago diverticulo
ziekte syndroom teken fractuur cyste tumor hernia classificatie score katheter sonde drain stent filter schroef pen prothese klep operatie techniek methode opname
synd syn syndr sdr filtered filtering dz angina fingers notch hook horn groove impression factor effet triade triada trias cage spacer orthosis staple flap lappen
szindroma betegseg sygdom sjukdom tecken tegn znak priznak objaw zespol choroba nemoc oireyhtyma merkki luokitus klasifikace klasyfikacja klassifikasjon
zlomenina zlamanie brudd brud ernie przepuklina septum plica fold hump kernels kriterien criteres criterios phanomen phenomene fenomeno reflexe sphincter klaffe
us scan usg ultrasound imaging mode color colour power spectral waveform flow gradient velocity study wave contrast
agent dye enema mixture solution
`);

/** Those that only an eponym stands before: `Jamieson chest` and `Bassett study` may be somebody's. */
const NOUNS_OF_EPONYMS = without(
  NOUNS_AFTER,
  'kidney liver heart lung spine hip knee foot hand finger chest elbow shoulder eye body bodies muscle artery arteries vein veins eye brace collar splint bandage frame bag nase loge pen haste vis clou agulha cirurgia ' +
    'us scan usg ultrasound imaging mode color colour power spectral waveform flow velocity study wave contrast agent dye series position view views operation surgery procedure procedures intervention unit units number ' +
    'sonographie sonografie echo duplex ultraschall aufnahme opname operatie op protocol protocols protokoll port lead plan field window law noise injury tear cancer carcinoma tumor tumors tumour tumours hernia fracture fractures cyst cysts lesion lesions ' +
    'nodule nodules node nodes crisis infarct infarction hemorrhage haemorrhage abscess ulcer cirrhosis hepatitis pump pacemaker stent stents implant implants test tests prothese prothesis prosthesis protesis protesi protese fever wire op artifact artefact coil coils phantom phantoms',
);

/** Those by which an eponym is told from a patient of that name. */
const NOUNS_OF_KNOWN: ReadonlySet<string> = new Set([
  ...NOUNS_OF_EPONYMS,
  ...listOf('protocol protocols protokoll cyst cysts fracture fractures hernia tumor tumour'),
]);

/** Words that may stand between an eponym and its noun. */
const BETWEEN = listOf(`
s type like urinary bladder suprapubic indwelling balloon silicone silastic latex pa pulmonary central venous dialysis double triple single lumen modified reverse reversed posterior anterior lateral
medial axial oblique upper lower left right bilateral acute chronic early late stage cell giant small large ivc vena cava hip knee shoulder elbow wrist ankle femoral humeral radial
aortic mitral biliary gastric feeding nasogastric chest drainage neuro spinal lumbar cervical lymph facial limb motor sensory synovial popliteal hiatal inguinal cystic bone
fr french ch gauge non b cells bone color colour pulsed power tissue continuous contrast
`);

/** What stands before an eponym, with a preposition where the language wants one. */
const NOUNS_BEFORE = listOf(`
circle canal ligament foramen ganglion node nodes islets island isthmus fossa triangle space pouch duct gland angle ring tetralogy sign tuft valve valves area crypts fissure crest loop
capsule ampulla sphincter antrum bundle column columns membrane tubercle line sulcus aqueduct vein bursa
syndrome disease morbus mb m krankheit syndrom erkrankung zeichen fraktur typ stadium grad einteilung klassifikation winkel linie
maladie signe anomalie fracture incidence canal trigone polygone hexagone ligament cercle kyste tumeur classification sonde
enfermedad sindrome signo mal corea fractura sonda poligono circulo clasificacion tumor quiste hernia ligamento tetralogia tetralogie
malattia morbo segno frattura poligono circolo classificazione tumore cisti ernia legamento tiroidite catetere anello
doenca sinal fratura classificacao cisto tireoidite
ziekte cirkel syndroom fractuur tekenen
`);
const PREPOSITIONS = listOf('of de d du des di del della von nach van da do la le il');

/** Operations that are named without a noun after words such as `status post`. */
const OPERATIONS = listOf(`
whipple kasai fontan norwood nissen billroth roux hartmann miles heller ross bentall david rastelli mustard senning jatene glenn blalock taussig sengstaken
bankart latarjet girdlestone bristow wertheim ivor lewis puestow frey kausch traverso longmire soave duhamel swenson toupet ladd ramstedt konno dor batista maze
cotrel harrington pemberton dega chevron akin keller ilizarov bricker studer indiana mitrofanoff burch lichtenstein bassini shouldice stoppa rives
`);
/** Filters of reconstructions. */
const FILTERS = listOf('butterworth hann hanning hamming parzen wiener metz gauss gaussian shepp logan');

/** Of these, given names. */
const GIVEN = listOf('miles david lewis ross keller frey roux logan');

/** Whether a word names an operation or a filter, and nobody is called so by their given name. */
export function isMethod(foldedWord: string): boolean {
  return (OPERATIONS.has(foldedWord) || FILTERS.has(foldedWord)) && !GIVEN.has(foldedWord);
}

const AFTER_WORDS = listOf(
  'post sp p after following prior previous nach postop zn stp status since apres tras dopo apos na post',
);

/** Diseases that are named without a noun after words such as `suspected` or `known`. */
const DISEASES = listOf(`
parkinson parkinsons alzheimer alzheimers crohn crohns hodgkin hodgkins marfan wegener kawasaki hashimoto basedow bechterew scheuermann perthes dupuytren
hirschsprung huntington sjogren behcet takayasu raynaud addison cushing conn gaucher fabry barrett meckel zenker sudeck charcot kaposi ewing wilms burkitt recklinghausen
paget boeck osler pfeiffer schlatter osgood kienbock haglund bosniak chiari moyamoya tarlov schmorl baker bartholin
`);
const SUSPECTING = listOf(`
suspected suspect suspicion known possible probable query o ro rule exclude excluding vs versus dd ddx evaluate eval assess history hx h of with for or and
va verdacht bekannter bekannte bekanntes bek ausschluss bei suspicion connue sospecha conocido sospetto noto suspeita verdenking bekende
`);

/** Double names, whole: each part alone may be a surname, together they are no person's. */
const PAIRS = new Set(
  `swan ganz|blalock taussig|look locker|bland altman|ehlers danlos|osgood schlatter|guillain barre|budd chiari|dandy walker|arnold chiari|wolff parkinson|parkinson white|
charcot marie|marie tooth|legg calve|calve perthes|kaplan meier|sengstaken blakemore|jackson pratt|peutz jeghers|zollinger ellison|mallory weiss|bence jones|epstein barr|stevens johnson|
brown sequard|smith petersen|caldwell luc|roux y|ivor lewis|hill sachs|lisfranc ligament|von hippel|hippel lindau|sturge weber|klippel trenaunay|klippel feil|tolosa hunt|prader willi|
henoch schonlein|churg strauss|creutzfeldt jakob|di george|wiskott aldrich|duchenne erb|erb duchenne|dejerine klumpke|landouzy dejerine|kugelberg welander|werdnig hoffmann|niemann pick|
tay sachs|lesch nyhan|dubin johnson|crigler najjar|hallervorden spatz|beckwith wiedemann|russell silver|treacher collins|birt hogg|hogg dube|pierre robin|ellis van|laurence moon|bardet biedl|
ramsay hunt|melkersson rosenthal|holmes adie|weber christian|weber fechner|lambert eaton|chediak higashi|bernard soulier|glanzmann naegeli|waterhouse friderichsen|fitz hugh|mayer rokitansky|
stein leventhal|sertoli leydig|sister mary|mary joseph|danis weber|lauge hansen|gustilo anderson|anderson montesano|anderson dalonzo|fielding hawkins|rockwood green|neer horowitz|kellgren lawrence|
insall salvati|blackburne peel|caton deschamps|hunt hess|spetzler martin|child pugh|forrest classification|los angeles|ann arbor|rai binet|paris classification|ficat arlet|meyers mckeever|
carr purcell|purcell meiboom|meiboom gill|bloch siegert|stejskal tanner|hahn echo|ram lak|shepp logan|feldkamp davis|davis kress|bragg gray|bragg peak|compton scatter|monte carlo|poisson noise|
cockcroft gault|du bois|bucky potter|potter bucky|greulich pyle|tanner whitehouse|abbott miller|miller abbott|hampton hump|westermark sign|austin moore|hohl moore|putti platt|bristow latarjet|
cotrel dubousset|steinmann pin|kirschner wire|k wire|jackson rees|mason allen|bennett fracture|leksell frame|brown roberts|roberts wells|schaltenbrand wahren|talairach tournoux|
giannuzzi crescents|mayo robson|killian jamieson|lowenstein jensen|glasgow blatchford|glasgow imrie|lesniowski crohn|paget schroetter|may thurner|magnuson stack|roy camille|landau kleffner|jansky bielschowsky|von gierke|graham steell|austin flint|may hegglin|lich gregoir|politano leadbetter|anderson hynes|hynes anderson|verner morrison|rives stoppa|shwachman diamond|diamond blackfan|li fraumeni|debre toni|crigler najjar|
hutchinson gilford|rothmund thomson|smith lemli|lemli opitz|wolf hirschhorn|loeys dietz|jervell lange|lange nielsen|romano ward|andersen tawil|bannayan riley|simpson golabi|torg ratio|cruveilhier baumgarten|miles operation|davis thoms|stokes adams|adams stokes|cheyne stokes|lown ganong|ganong levine|levine grade|dix hallpike|kimmelstiel wilson|virchow robin|
reed sternberg|langerhans cell|hand schuller|schuller christian|letterer siwe|erdheim chester|rosai dorfman|castleman disease|denys drash|gerstmann straussler|steele richardson|richardson olszewski|
shy drager|pelizaeus merzbacher|balo sclerosis|marchiafava bignami|wernicke korsakoff|friedman curve|sokolow lyon|lyon sokolow|cornell voltage|bruce protocol|naughton protocol|simpson rule|
teichholz formula|wells score|geneva score|ranson criteria|fleischner society|bosniak category|gleason score|robson stage|clark level|breslow thickness|ball berry|van nuys|van herick|
saint jude|st jude|maxwell corr|maxwell correction|richardson deconvolution|richardson lucy|lucy deconvolution|braxton hicks|kolonkontrast welin|tsa lindegaard|ringer lactate|dotatate krenning|dotatoc krenning|octreotide krenning|octreoscan krenning|pcasl buxton|pasl buxton|asl buxton|senographe eklund|eklund views|implant eklund|st george|starr edwards|bjork shiley|carpentier edwards|ionescu shiley|medtronic hall|hancock valve|palmaz schatz|gianturco roehlin|gunther tulip|vena tech|bird nest`
    .replaceAll('\n', '')
    .split('|'),
);

/** Common words that are surnames too, with the words that make them common words again, on either side. */
const PARTNERS = new Map(
  `young|adult adults child children patient patients woman man male female infant people modulus age
brown|fat tumor tumour tumors adipose sequard pigment stool urine discoloration
white|matter blood cell cells stool light noise count caucasian paper balance line non hypertension lung lungs bright race substance
green|indocyanine fluorescence light filter bile stick laser blue red dye
gray|matter scale white substance level levels ramus zone value values grey deep
grey|matter scale white substance level levels ramus zone value values gray deep turner
black|blood bone hole holes white race african light bone body pigment stool lung
blue|methylene dye light isosulfan evans toluidine trypan light rubber dot nevus red
rose|bengal spots thorn garden
may|be have has not also represent reflect indicate need show suggest include consider contain cause require well still benefit result correspond proceed remove repeat eat drink start thurner hegglin
long|axis term bone bones leg legs head thoracic standing segment te tr t echo list view views length distance short plexus run lasting tract tail film cassette file time so as day days spine lines
short|axis tau inversion te tr t echo term segment bowel stature tr time leg gut head long acquisition protocol run
cross|section sectional sections calibration talk over match sex table clamp linked fit correlation country legs
bell|palsy clapper nerve
stern|gerlach
best|disease view fit practice image phase systolic diastolic corrected quality possible vitelliform
field|view strength map mapping large small visual magnetic gradient inhomogeneity visual effect wide high low central far near stripe open mid left right surgical radiation wedge dose
head|neck ct mr mri coil femoral radial pancreatic pancreas scan routine trauma contrast without with first brain coil humeral metatarsal injury holder circumference axial neuro angio skull of cta mra feet
hand|left right foot wrist bone finger fingers ap pa xray view series held washing second
foot|left right ankle hand weight bearing diabetic ap lateral first drop
price|list tag
cook|catheter stent filter wire introducer balloon celect zenith
gore|tex viabahn excluder tag septal stent graft
bard|catheter port needle biopsy mesh gun peak
king|size denborough vision
bishop|score
baker|cyst cysts tube
miller|blade fisher abbott view cuff
fisher|score grade scale syndrome exact test modified
hunter|canal syndrome disease
mason|classification type trichrome allen
carpenter|syndrome
forest|plot random
wood|lamp units smoke screw
woods|units lamp screw
stone|protocol kidney ureter search renal ct disease gallbladder bladder study size formation free
bone|scan window marrow age density survey
rice|body bodies distribution noise
berry|aneurysm aneurysms
bush|crown
marsh|classification grade type
banks|tissue blood bank
frost|test
ball|valve socket thrombus heel in
hook|wire nail of plate hamate
page|kidney scroll report
parks|classification
lamb|disease
fox|sign fordyce
bird|beak nest beak
crane|device
cherry|red spot
olive|tip sign tube
peach|stage
lane|plate view
day|one case surgery post care night per zero
spring|ligament coil test water
winter|syndrome classification
summer|acne
august|september july
march|fracture april hemoglobinuria
april|march may
june|july may
early|phase arterial enhancement stage late systolic diastolic onset pregnancy venous morning
late|phase arterial venous enhancement gadolinium stage onset early systolic diastolic preterm delayed
sharp|waves margin kernel filter object edge
small|bowel part parts field cell vessel joint intestine airway airways left right amount volume fov large size animal lesion nodule for
little|finger leaguer league
bright|light disease band field
wise|step slice layer pixel voxel clock
power|doppler injector spectrum angio point low high port
banner|page
chance|fracture
chest|wall tube
core|needle biopsy temperature
temple|score
church|form
burns|care unit
mills|calculation test
bolt|icp screw
savage|syndrome
wells|score criteria
waters|view projection position
law|view projection
town|view
towns|view
towne|view projection
towns|view projection
holly|leaf
hip|joint left right
joy|stick
nail|bed fold gamma patella im
noble|metal gas
stout|fibers
pike|fish
rush|nail pin rod cord
miles|per operation
wall|motion chest thickness abdominal stress
webb|classification
hill|sachs coefficient repair
hood|oxygen head
snow|artifact storm
storm|thyroid
park|bench position
power|doppler
ray|x gamma
rays|x gamma
bow|tie legs wow string
cole|cecil
blunt|trauma injury abdominal chest force
case|report series control
fast|spin scan field low echo exam ultrasound positive gradient recovery sequence acquisition tse imaging spoiled
free|breathing fluid air flap hand water t3 t4 gas text wall
hall|technique
dean|flow
major|papilla duodenal trauma curve vessel fissure depression axis teres psoas trochanter pectoralis rhomboid aortopulmonary
minor|papilla trauma fissure teres salivary trochanter axis pectoralis rhomboid head
post|contrast gad op operative surgical processing void procedure mortem treatment biopsy reduction injection vac stent partum
ross|procedure operation
west|syndrome nile haven
sands|paper
england|new
moon|face
starr|edwards
frank|vectors pus hematuria lead leads blood starling
cannon|ball a waves
sweet|syndrome
golden|s retriever sign
lead|pipe extraction apron wire wires placement shield pacemaker line dbs
tidy|up
large|bowel cell vessel field fov amount patient
strong|magnet enhancement uptake
hardy|classification sella hypophysis pituitary hypophyse dyn
mann|kendall whitney
klein|line
gross|hematuria anatomy motor tumor total volume specimen
ernst|angle
vogel|classification
koch|pulse pouch triangle
winkel|band
rot|blau
reich|structure
lang|bein achse
kurz|achse
costa|frattura fratture dx sx destra sinistra prima seconda costale anteriore posteriore fratura direita esquerda
lange|bein beine achse knochen rohrenknochen finger
lima|graft lad bypass anastomosis rima
stein|niere nieren harnleiter blase gallenblase galle
wolf|bite
mayo|clinic stand stent scissors procedure
edwards|sapien valve lifesciences perimount syndrome magna
fischer|imaging mammotest
abbott|vascular laboratories
situ|in
zimmer|biomet frame persona nexgen trabecular natural knee hip femoral tibial component implant plate nail
bayer|healthcare medrad
roche|diagnostics lobe
boston|scientific criteria
hong|kong
grasso|tessuto saturazione soppressione
hart|failure
foley|in place placed placement clamped clamp removed removal inserted insertion exchange changed present bag tip drained with via has indwelling bulb no new w/ output
hickman|in place placed placement removed removal inserted insertion exchange tip with via has tunneled
waters|sinus sinuses skull facial face caldwell towne nose nasal orbit orbits mandible open mouth
caldwell|sinus sinuses skull facial face waters towne nose nasal orbit orbits luc
merchant|knee knees patella patellae bilateral sunrise
rosenberg|knee knees bilateral pa weight standing
grashey|shoulder left right
harris|heel heels calcaneus
judet|pelvis hip hips acetabulum acetabular
towne|skull mandible waters caldwell
schuller|mastoid mastoids tmj
marco|anterior
julio|de
swan|ganz catheter neck in place`
    .split('\n')
    .map((line): [string, ReadonlySet<string>] => {
      const [word = '', partners = ''] = line.split('|');
      return [word, listOf(partners)];
    }),
);

/** Words whose bare use headers hardly have: as a common word they stand beside certain others, else they are a name. */
const PLAIN_IN_HEADERS = listOf(
  `long short cross field head hand foot bone stone early late small little large bright power chest core hip nail wall case fast free major minor post lead ball hook spring blunt strong
  gross ray rays lang kurz band rot reich winkel page day long tidy spin device spot golden banner stout`,
);

/**
 * Whether a word of headers is for the most part a surname when it stands alone (`Brown`, `Price`), and a common word
 * only beside its partners (`brown fat`).
 */
export function isCommonWordWithPartners(foldedWord: string): boolean {
  return PARTNERS.has(foldedWord) && !PLAIN_IN_HEADERS.has(foldedWord);
}

/**
 * Whether the word at `index` is used as an eponym, or as a common word that is a surname too, and not as somebody's
 * name: `Wilson's disease`, `Swan-Ganz`, `circle of Willis`, `Morbus Crohn`, `s/p Whipple`, `white matter`. False where
 * nothing around it says so.
 */
export function isEponymUse(
  tokens: readonly Token[],
  index: number,
  nouns: ReadonlySet<string> = NOUNS_AFTER,
): boolean {
  const word = tokens[index]?.folded;
  if (word === undefined) return false;
  const previous = tokens[index - 1]?.folded ?? '';
  const next = tokens[index + 1]?.folded ?? '';
  const partners = PARTNERS.get(word);
  // `HARRIS HEEL` is whoever the header calls so.
  const isWhose = nouns === NOUNS_OF_KNOWN && (isOfRegion(word, next) || isOfRegion(word, previous));
  if (partners !== undefined && !isWhose && (partners.has(next) || partners.has(previous))) return true;
  if (
    MONTHS.has(word) &&
    (isNumber(tokens[index - 1]) || isNumber(tokens[index + 1]) || BEFORE_MONTHS.has(previous))
  )
    return true;
  if (PAIRS.has(`${word} ${next}`) || PAIRS.has(`${previous} ${word}`)) return true;
  if (nouns !== NOUNS_OF_KNOWN) {
    if (isBesideRegion(tokens, index)) return true;
  }
  if (BESIDE_NOUN.has(word) || (nouns !== NOUNS_OF_KNOWN && !EPONYMS.has(word) && isRare(word)))
    return isBesideNoun(tokens, index);
  const stem = EPONYMS.has(word) ? word : word.endsWith('s') ? word.slice(0, -1) : word;
  if (!EPONYMS.has(stem)) return false;
  return (
    hasNounAfter(tokens, index, nouns) ||
    hasNounBefore(tokens, index) ||
    (OPERATIONS.has(stem) && AFTER_WORDS.has(previous)) ||
    (DISEASES.has(stem) && SUSPECTING.has(previous)) ||
    isSetting(tokens, index) ||
    isSuspected(tokens, index)
  );
}

/** Whether a name that the header tells is an eponym where it stands: any part of the body may be the patient's, a catheter or a syndrome is not. */
export function isEponymUseOfKnown(tokens: readonly Token[], index: number): boolean {
  return isEponymUse(tokens, index, NOUNS_OF_KNOWN);
}

/** `Butterworth 0.45`: a filter and its cut-off. */
function isSetting(tokens: readonly Token[], index: number): boolean {
  const [name, whole, part] = tokens.slice(index, index + 3);
  return (
    FILTERS.has(name?.folded ?? '') &&
    whole?.folded === '0' &&
    part?.kind === 'digits' &&
    whole.start - (name?.end ?? 0) === 1 &&
    part.start - whole.end === 1
  );
}

/** `Knee Laurin`; `Grandy C-spine` where nobody's given name stands before. */
function isBesideRegion(tokens: readonly Token[], index: number): boolean {
  const [token, before, next] = [tokens[index], tokens[index - 1], tokens[index + 1]];
  if (token === undefined) return false;
  if (before !== undefined && token.start - before.end === 1) return isOfRegion(token.folded, before.folded);
  return (
    index === 0 && next !== undefined && next.start - token.end === 1 && isOfRegion(token.folded, next.folded)
  );
}

/** `Bohler`, `Bohlers angle`. */
function isRare(word: string): boolean {
  return RARE_EPONYMS.has(word) || (word.endsWith('s') && RARE_EPONYMS.has(word.slice(0, -1)));
}

/** `Lyell syndrome`, `sindrome di Lyell`, `McVay's repair`, `Glasgow-Blatchford score`: the noun next to it, or next to its partners. */
function isBesideNoun(tokens: readonly Token[], index: number): boolean {
  if (hasNounBefore(tokens, index)) return true;
  for (let at = index + 1; at <= index + 3; at += 1) {
    const word = tokens[at]?.folded ?? '';
    if (NOUNS_OF_EPONYMS.has(word)) return true;
    if (word !== 's' && !EPONYMS.has(word) && !BESIDE_NOUN.has(word) && !isRare(word)) return false;
  }
  return false;
}

/** `Evaluate for Lemierre`, `sospecha de Hoover`: what is looked for is no person, unless a given name stands there, too. */
function isSuspected(tokens: readonly Token[], index: number): boolean {
  const [far = '', before = ''] = tokens.slice(Math.max(0, index - 2), index).map(({ folded }) => folded);
  const previous = index === 1 ? far : before;
  if (index === 0) return false;
  if (ALWAYS_SUSPECTING.has(previous)) return true;
  if (index < 2) return false;
  if (previous === 'for') return LOOKING.has(far);
  if (INITIALS_BEFORE.has(`${far} ${previous}`)) return true;
  if (/^(?:with|w|mit|avec|con|com|met)$/.test(previous)) return BEARERS.has(far);
  return /^(?:de|d|di|do|da|van|op|auf|na|om)$/.test(previous) && ALWAYS_SUSPECTING.has(far);
}

const ALWAYS_SUSPECTING = listOf(`
suspected suspect suspects suspicion suspicious ro query excludes verdacht ausschluss sospecha sospechas suspeita sospetto verdenking misstanke misstankt mistanke podejrzenie podezreni подозрение descartar eliminer eliminar escludere uitsluiten
dd ddx probable possible posible possivel possibile kein keine keinen no without ohne sin sans senza sem geen zonder post hx antecedentes antecedent
`);
/** Rule out, history of, status post. */
const INITIALS_BEFORE = new Set(['rule out', 'r o', 'h o', 's p', 'p w', 'k c']);
/** Who has the disease that `with` brings. */
const BEARERS = listOf(
  'patient patients paciente patiente patientin paziente pt pat male female man woman boy girl child infant adult m f yo yr hombre mujer homme femme uomo donna homem mulher',
);
const LOOKING = listOf(
  'evaluate evaluation eval evaluating assess assessment assessing concern concerning concerned suspicious worrisome screening screen check checking look looking negative positive',
);

/** Whether a word stands for a disease by itself (`known Hashimoto`), and is a name that people hardly have where such reports are written. */
export function isBareDisease(foldedWord: string): boolean {
  return DISEASES.has(foldedWord) && !NAMES_TOO.has(foldedWord);
}

/** Common surnames among the names of diseases. */
const NAMES_TOO = listOf(
  'addison baker barrett ewing kaposi meckel osler pfeiffer schlatter haglund hashimoto kawasaki takayasu parkinson conn paget huntington cushing chiari hodgkin',
);

/** Months that are also names. */
const MONTHS = listOf('may april june august march augustus julio juli marco mart jan');
const BEFORE_MONTHS = listOf('in since until till last next this early late mid end of during from by and');

function isNumber(token: Token | undefined): boolean {
  return token?.kind === 'digits';
}

/** The noun follows the name, its possessive, at most two more eponyms (`Wolff-Parkinson-White syndrome`) and one modifier. */
/** `WINTER USG`, `Meckel scan`: any image is made of any patient; these alone are looked for or made so. */
const IMAGINGS = listOf('us scan usg ultrasound imaging series study sonographie sonografie ultraschall');
const IMAGED = listOf('doppler dixon meckel graf compton');

function isImagedPatient(tokens: readonly Token[], index: number): boolean {
  return IMAGINGS.has(tokens[index + 1]?.folded ?? '') && !IMAGED.has(tokens[index]?.folded ?? '');
}

function hasNounAfter(tokens: readonly Token[], index: number, nouns: ReadonlySet<string>): boolean {
  if (isImagedPatient(tokens, index)) return false;
  let at = index + 1;
  for (let more = 0; more < 3; more += 1) {
    const word = tokens[at]?.folded;
    if (word === undefined) return false;
    if (nouns.has(word)) return true;
    if (!EPONYMS.has(word) && word !== 's') break;
    at += 1;
  }
  for (let between = 0; between < 2; between += 1) {
    const word = tokens[at]?.folded;
    if (word === undefined) return false;
    if (nouns.has(word)) return true;
    if (!BETWEEN.has(word) && tokens[at]?.kind !== 'digits') return false;
    at += 1;
  }
  const last = tokens[at]?.folded;
  return last !== undefined && nouns.has(last);
}

function hasNounBefore(tokens: readonly Token[], index: number): boolean {
  let at = index - 1;
  while (at >= 0 && at > index - 3 && EPONYMS.has(tokens[at]?.folded ?? '') && !isBefore(tokens, at)) at -= 1;
  return isBefore(tokens, at);
}

function isBefore(tokens: readonly Token[], at: number): boolean {
  const word = tokens[at]?.folded ?? '';
  if (STANDING_BEFORE.has(word)) return true;
  let noun = at;
  while (noun > at - 2 && PREPOSITIONS.has(tokens[noun]?.folded ?? '')) noun -= 1;
  return noun < at && NOUNS_BEFORE.has(tokens[noun]?.folded ?? '');
}

/** Before an eponym without a preposition. */
const STANDING_BEFORE = listOf('morbus mb syndrom syndroom morbo sindrome');

function listOf(...texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.flatMap((text) => text.split(/\s+/)).filter((word) => word !== ''));
}

function without(words: ReadonlySet<string>, less: string): ReadonlySet<string> {
  const out = new Set(less.split(' '));
  return new Set([...words].filter((word) => !out.has(word)));
}
