/**
 * Surnames that medicine knows from one or two terms each, and whose other bearers are more. Our own list; entries as `foldText` gives them.
 * They are eponyms only right beside a noun such as `syndrome` or `view`, and never where the header tells of somebody of that name.
 */
export const RARE_EPONYMS: ReadonlySet<string> = new Set(
  `
aarskog aase abascal abbe abderhalden abel abercrombie abrami abramson abrikossoff abuhamad acevedo achard achenbach acheson achille achillis achterman
achucarro ackerlund ackerman ackrad acland adachi adami adelaide aebi aequalis aesculap aesop agatstona ahlberg ahlborn ahlfeld aird airy aitken akaike akiyama
alajouanine albarran albee alberta albini albinus albrecht alcazar alderman alderson aldrete aleppo alezais alibert alken allarton allgoewer allison allman
allnutt allport alpers alpert alsop alstroem altemeyer alzheimera alzheimerin alzheimerova ambras ambrose ambrosetti amelar ameye amigos ammon ampere amreich
amsel amsler amsterdam amstutz amyot anagnostopoulos andel anders andersens angelchik angelini angell angelucci anger angstrom annonier ansart anscombe
anthonsen antley anxionnat aoki aoyama apfel apple arana aranzio arco arey argonz argumosa argyle argyll ariens aries arlt armanni armendares armistead arndt
arnott arroyo arthrocare arthus asboe asellio ashcraft asherson asopa asperger astler astrup atkin atlanta atlas attenborough attix aubaniac aubineau auchinclos
aufranc ausman autosuture aveling avellis avogadro axel ayala ayerza aylett azorean azyr baader baastrupa baastrupp babington babinskiego baccelli bacelli bach
bachmann bacon bader baehr baelz baerensprung baffe bagby bagdad baghdad bagolini bahado bahnson baillarger bakera bakerin bakerova bakes bakri balaban balch
baldock baldwin baldy baleriaux balkwill ballance ballard baller balos balser bamatter bambi bancroft bandettini bang bannick bannwarth bantam banti baran
barany barbagli barclay bardach bardex barendsen barensprung barkan barkhausen barkhof barkovich barlowa barnum barrack barraquer barraya barretta barrette
barrettuv barrey barriere barrington barsy bart bartani bartels barth bartolozzi bartonella basan bascom basedowa basex basle basser bassini bassoe bast bath
batho batten baudelocque baue baumes baumgartl baumler bavaria baveno bayesian bayne bazy beall beals beard beare beatson beau beaupere beaver bechterevova
bechterewova beck beclere bednar beemer beer beevor begbie begeer begg begu beguin behr behrens beighton belghiti bellini bellucci benacerraf benassi bencardino
bender benedikt bengt benique bennet bennetta bensahel benson berardinelli berdon berengario bergerhoff bergeron bergh berglund bergman bergmeister bergonie
bergstrom berjano berke bernau bernbeck berndt berne bernhardt bernheim bertel bessel bestest bethea bettin bettley beuren bevan bezier bezold bhalla bhat
biancalana bickel bickers bickerstaff bicontact bidloo biedert biemond bier biesenberger biesiadecki biett bietti bigelow bigot bilbao billing bilsky bimler
biot bircher bisgaard biskra bistolfi bitter bivona bizzozero bjerrum bjoerck bjoerk bjorkman bjornstad blair blanc blandin blandy blankaart blantyre blaschko
blaskovics blasucci blatin blau bleck blegvad blencke blineau blizzard bloembergen blondeau blondlot blum bluman blumberg blumcke blumgart blundell bluth bobath
bocage boccanera boden boder bodian boeckh boehme boellaard boerema boerhave boettcher bofill bogaert bohlerschiene bohlman bohn bohr boileau boix bolande boley
bolk bollinger bolton boltzmann bonanno bonchek bondy bonebakker bonferroni bonhoeffer bonn bonnet bonnevie bonneville bonney bonse bonwill boone boorsma bora
bordet borell boren borg borggreve borjeson born borries borst bortfeld bosch bosniaka bostock botalla botalli botallo botte botterell bottomley boucher bouguer
bouhler boutelier boutet bouthillier boutin bouwers bowerman bowley bowsher boyden boynton boytchev bozeman braak bracewell bracht bracka brackmann bradbury
bradshaw bragard brahme brailsford brandes brasfield brattstroem brattstrom brauer braun braunstein braunwald bravais breen breisky breitlander bremer
bremsstrahlung brennemann brentano brescia bresenham bret breteler breuer breusch brewer brewster brierley brillouin brim briquet brisbane brissaud bristowe
brittberg britton broadbent broberg brocher brochner brock brockenbrough broders brodin brodsky brody broelsch broglie brom bromage broncho bronshtein brooke
brooker brouwer brownell brownian browse brucell bruch bruck brudzinsky brugger brugsch brumback brunauer brunelli bruning brunini brunnstrom brushfield
brussels bruton bryan bubeck buchem buchman bucholz buchthal bucklers bucy budde budin buekkers buerk buetti buhler bujadoux bundibugyo bunina bunyamwera
burdach bureau burgdorff burger burgess burhenne burke burkhart burlin burnet burnham burnier burow burri burrows burssens busacca busch bushong busse butchart
buzzi bychowski bydder cabanis cabrini cacchi cacchione cadenat cairns cajal calabar calabro calandruccio caldwella caligula calin callaghan callander callen
callister calmette calne calvet cambridge camera camilles camper canadian candela cannieu cantrell cantu cantwell capanna capdepont capurro carabelli carballido
cardarelli cardona carey carhart carlson carman carpi carrington carroll carteaud carter carvajal carvallo casoni caspar cassen casser casserio cassirer
castelijns castellani castellvi castelman castillo castlemana castroviejo catcheside cathro catphan cattoni cauchy causton cavanagh cavendish cazenave cech
cecil ceder ceelen celestino celli celsus ceraver cerenkov cesalpino cestan chabert chaddock chadwick chagasi chaikoff chambardel champeau championniere champy
chantler chaplin charleston charlin charlouis charney charpy charters chassarda chaudhry chauffard chaumet chaussee chauvenet cheadle cheatle chenais chenantais
cheneau cheney cherenkov cherigie cherney chervenak chesler cheson chevallier chevrot chikungunya chilaiditti childress chini chiou chiray chitty chole cholesky
choparta chrispin christ christiansen christner christoffel chudley cieszynski cimino cincinnati cinderella citelli ciuffini claassen clackdoyle clagett
clairmont clapham clarisse clarkson claudius clausen clausius clavert cleaves cleland clemens clementschitsch clerambault cline clopper closs clouston cloutier
cloward clutton cobba cochin coffey coffin coifman coindre coldman colldahl collesa collesova collet colley collier collin colombo colonna coloplast coltman
colton combs comel compere concato condict condon conolly conor conradi constantine conwell cooke coolidge cooney coonrad coopernail copel copenhagen corda cori
corino cormack cormier cornelia corner cornet cornil corti cosgrove cossey cotard cotswold cottle cotugno cotunnius coughlin coulomb councilman courvilles
couture couvelaire cowchock coxhead coxsackie coyle crafoord craigie crandall crapo crede creyx crista cristy critchley crocker croft crohna crohnin crohnov
crohnova cromie crone crook crookes crosse crosti crow crues crutchfield cruveilher cuignet cuillins culp cuppen curling curschmann curth cutler cutter cutting
cuvier cvek cyriax czapek czerny daae dabney dalbey dalen dall dalpont dalrymple dalton damadian damico damoiseau dana danbolt danek danielsson darkschewitsch
darling darrach darrow dasrong daubechie daubigne daumas davol dawn dawson daya debeyre debler deboyer debye dechaume decoulx dees defrise deichmann deiters
dejean dejour deknatel delaunay delbet delbeuf delclos delhi delitala delleman dellon delmas delong demchuk demirjian deneke dennie denny denonvillier dent
depriest derenzo deriche desarda desbuquois descemet desikan desmarres desmet destrieux detre detsky deuel deutsch deventer devine devore devries dewar deweerd
dexeus deyerle dharmarajan dice dickman dickmann didiee dieck dieffenbach dieterich diethelm dietl dietrich digby dighton dihlmann dijkstra dimeglio dimmer
diogenes dirks disse dittel dittrich djian djindjian doan dobbertin dobbs dobrava dobrocky dobyns dodd doderlein dodsons dogliotti dohi dolenc dolichostenomelia
donaldson donath donders donohue dopplera dopplerova doppleruv dorbala dott doty doubilet dougherty douglasa dowell dowling downs doyen doyon drachman dreifus
drennan dreschfeld dresler dretler dryden drzezga dubberly dubini dubovsky dubowitz dubreuil dubreuilh duchene duckett duckworth duclos ducrey dufourmentel
duguet duhot duhrssen dujovny dulbecco dulguerov dumbo dunnett dunphy duparc duplay duport dupre dupuys dupuytrena durack durand durante durbin duret durrani
dutemps duval duvernoy dyggve dziak earle eastell eastman eastwood eberth ebola ebsteina eckart eckerman ecoiffier economo eddowes edebohl edel edelstein eder
edgerton edholm edinburg edinburgh edling edmonton edward edzes effendi eftekhar egas egger eggleston egund ehalt ehret ehrlich eichenholtz eichhoff eichhorst
einstein einthoven eisenlohr eisenmengera eisler ekelund ekengren ekman elbaz elefteriades elejalde elganzouri elizabethtown elkind ellik elmslie elsberg
elschnig elston emami emmet engeset engh engman engstrom enlow ennis epanechnikov epworth erasco eraso erdmann erkinjuntti erlacher escherich escobar esmarch
espildora esser essig esterman esteve estlander ethridge eulenburg euroscore eustachios eustachius evansindex eversbusch evrard ewart exeter exner eyring
ezekowitz fabricius fabritius faget fairbank falk falloppio fallota falls falope falret fano farabeuf fardon farid farnsworth farquhar farr farrar farre
farreras fasanella fassbender faure favard favre fazio fede feer fegeler feist fekete felson fendt fenton fenwick ferkel fermat fernstrom ferran ferrata ferrein
ferriman ferzli fessler fettweis feverly feynman fibonacci fickian fiedler filan filipovitch filippi filshie finch finnbogason finney finnstrom finsterer
fiorani fiore fiorini firsching fisch fischgold fishgold fisk fissinger fitzpatrick flack flaitz flajani flatau flatt flaxman flegel fleischer fleiss fletcher
flexner flieringa flints flocks flohr floyd fodor foerster foleya foleyuv folio folli follmann folstein forchheimer forel forlanini forrester forssman forssmann
forster foucault fouche foucher foville fowlera fraccaro frahm franceschetti francois frangenheim frangi frankfort frankforter frankfurt frantz fraunhofer
frazier fredet fredholm fregoli frei frenkel frerichs fresnel freud freund freyer fricke fried friedlaender friedlander friedmann friedrich fries friis frisch
frobenius froboese frohlich froin frolich frommel frontera frontzek fruchaud frund frykberg fuchsig fuerbringer fugl fujimoto fujita fujiwara fukase fukuda
fukuhara fukushima fukuyama fulford furbringer furlow furmaier furst furukawa futagawa gaede gaertner gaffky gafita gage gaiani gaines gairdner gait galante
galbusera galeazziego galena galenova gallavardin galliard gallie gallwey galton galway gamborg gamekeeper gamez gammel gamna gamstorp gandy ganza garbe garceau
garcin gariel garin garlock garn garraud garwood gaskin gasperini gass gasser gasserian gasserio gasteiner gates gauthier gayet geboes geenen gehan gehweiler
geiger geisser geissler gelineau gelle gellerstedt gembruch genant genereux gengou gennarelli gensini georgeson gera gerber gerberta gerchberg gerhards gerhardt
gerlach gerlier gerold gersuny gertz gertzbein gevenois ghanima ghelman ghoneim giacomini giannini gianotti gibb gibert gibo giebel giedion giems giessen gigis
gigot gilchrist giles giliberty gillesby gilliard gilliatt gillies gillilan gillmore gilmour gini ginsberg ginzel giuli glagov glasscock glasser gleasona gleich
glen glenard gley glickel glinski glissonian glogau glorion goates goddard godefroy godfrey godtfredsen goebel goebell goeminne goergen goetsch goetsches
goettron goetze goldberger goldbloom goldflam goldhahn goldie goldman goldscheider goldsmith goldstraw gole goll golomb goltermann gomco gomoll gompertz gonin
good goodell goodwin goosen gopalan gorlino gossuin gott gottschalk gotze gouraud goutalier goutieres govaert gower gowland goyal goyanes goyrand graafs gradle
graeb graichen gramcko grammont grancher grandy grangeat grannum grasbeck grasset grassi gratiolet grauer gravesa greenhouse gregg gregoire greig greither
grellet grelsamer grenier greppi gridley griepp griesinger griffen griscelli griswold gritti grob grocco groenouw grogan grollman grosfeld grosse grossman
grossmann grover grubb gruca gruenewald gruetter grulich gruner grunwald grutz grynfelts gschwend guam guarnieri gudden guen guenther guepar guerreiro guglielmi
guhl guidi guinea guinti guiot guiraudon gull gullstrand gunson guntz guthmann gutman gutmann guttman gutzwiller gysi haab haagensen haar haase haber habermann
habermeyer hach hackethal hader hadfield hadley hadlock hadlow haemonetics haenszel haferkamp hagedoorn hagedorn hagen hagie haglunda haglundova hagner haigis
haimovici hajnal hakola hakuba halasz halban halbeisen haldane hales halifax haller hallgren halsted haltia hamanishi hamburger hamlet hammarsten hammermeister
hammers hammersley hamolsky hamoudi hampel hamper hanausek hanger hanhart hank hankinson hanley hannover hanot hansmann hantaan happle harada harcke hardaker
hardcastle hardinge hare harel hargreaves harley harmsen harrell hartley hartofilakidis harty harvold harwood hasford hashimotova hassab hasselbalch haswell
hata hattrup haultain hausleiter havens haverhill hawley haxthausen hayem hayflick haymaker hayman hazen healey healy heath heaviside hebert hebra hecht heck
hecker hedblom hedenius hedinger hedley heffner hegemann heiberg heidelberger heidenhain heijde heikel hein heine heiner heinig heisenberg heiss heitz helal
helbich helfet hellendall hellier hellinger hellman hellstrom helmert helsinki hemi hemovac hendra hendren heng henkelman henneberg hennebert hennig henschke
hensons hepburn hepp hepple herborn herbst herder herman hermelink hermite hermodsson herrick hers hersage hersche hertel herter hertig hertwig hertz herxheimer
heryng herz hesslink heublein heusler hewitt heyer heyerdahl heyman heymann hiatt hibb hicken hielscher higashida higginbottom higoumenaki hijdra hijmans
hildenbrand hillemand hilson himelfarb hines hinman hinton hioe hipp hippocrates hippocratic hirano hirschberg hirschfeld hirsh hisatsugu hitzig hjarre hoaglund
hobbs hocevar hochsinger hodara hodge hodges hodgkina hodgkinin hodgkinova hodgkinson hodson hoeffding hoeven hofbauer hoffer hoffmeister hoffy hofmann
hofmeister hofmeyr hoge hohmann hohn hoigne hoke holinger holladay hollands hollmann holmberg holmblad holmgren holzer homodyne hoorne hopf hopfield hopkinson
hoppe hore hori horlein horstmann hortega horwitz hoshino hosmer hossmann hotchkiss hotelling hotz houdart hough houkin hoult hounsfielda house houssay
hovelacque hovnanian howel howmedica hoyer hraska hruby hryntschak hsieh huda huddleson hueck huffman hufnagel huggins hughlings huguenin huguier huhner huhta
huittinen hulka hulsmeyer hulten hunermann hunner hunstad hurley hurst hurwitz hutchison huter hutt huttenlocher huvos huygens hyde hyrax hyrtl ichikawa
idelberger ikeuchi iles ilheus illig imanaga imbert imerslund imhaeuser ingrassia ingvar innes inokuchi inoue intergrowth isaacs isdale isham ishiguro ishihara
ising isler isling isola isshiki itai iung ivanissevich ivemark ivic izbicki jaboulay jacob jacobaeus jacobian jacobson jacod jacquemier jacquet jadassohn
jaeger jaeken jager jahna jakobaeus jaksch jamestown jampel janker jannetta jansson janz japas jarabak jarisch jaroschy jarrett jasper jass javal jean jeanmart
jeanselme jeantet jeanty jeavons jeffreys jellinek jend jenkins jenner jenzer jericho jesse jessner jianu jinzaki jirasek jobe jocasta jocath jodal johannson
johanson johne johnell johns joll jolliffe jolly jong jongkees jonsell jonsson jopling jorge joshi josserand joule jouppila jourdain jozefiak judkin juhel
juliet julliard junghanns jungling junin junius jupiter jurgens juster juvara juweid kabuki kachelriess kaczmarz kader kadesky kadish kaeser kagoshima kahn
kaibara kaila kaiser kakizaki kalache kalamchi kalan kalender kalischer kalke kalkoff kamenskaya kanade kandel kandinsky kandori kaneda kanner kanno kanof
kapandji kapitza kappa kappers kapur karaikovic karhunen karnofski karp kartagenera kartha karydakis kashin kaslow kassell kassowitz kast kaster katayama
katsevich kattan katthagen katzenstein kaufer kawahara kawamura kawase kayser kazanjian kazerooni kearn keeling kehra kehrer kellerer kellie kelling kelvin kemp
kempf kempner kendall kenny kensey kent kerandel kerboul kerboull kergaradec kerleya kermode kerr kessel kessler keuls keyes khalil khatri khoury kibler kieffer
kiel kielland kienbocka kienbockova kienboecks kiesewetter kifa killiany kilroy kimray kindler kingsley kinmonth kinnear kinnier kinyoun kirchhoff kirk
kirkeeide kirklin kirner kirsch kishi kiss kissel kitagawa kitahara kitamura kitasato kite kiwi kjaer kjellberg klammt klarenbeek klauder klebs kleihauer
kleinman kleinsasser klemme klingenstierna klionsky klug kluver knavel knodel knodell knops knosp knudson knutsson kobayashi kobelt kobner koebberling koeberle
koehler koenig koeppe koerber koerner koga kohlera kohlerova kohlmeier kohlrausch kohn kohonen kojak kojewnikoff kojewnikow kolmogorov kolopp komerell komi
kommerell konan kondoleon konjetzny kono koop koos koppenstein korsakov korsakow korteweg koschewnikow kossmann kostuik kotz koutsogiannis koyama koza
kozhevnikov kozlowski krackow kraepelin krahn kranz kratochwil krayenbuhl kreibich krenings kretschmer kreutzer kreysig kriens krill krimsky krishaber
kristeller kroenig kroenlein krohnlein krompecher kronigs kronlein kronner kruse kruskal kuchendorf kuderna kuemmell kuhl kuhn kuhnell kuijpers kullback
kumamoto kumano kummel kundrat kundt kunjin kunkel kuno kunstlinger kunt kuntz kupesic kupferberg kurimoto kurjak kurmanavicius kurtz kurtzke kurzbauer kurzrok
kurzweil kuss kustner kutcher kutta kuttner kuwada kuzniecki kuzniecky kveim kwaspen kwong kyasanur kyle laache laband laborit lachapele lacour ladin lafosse
lagache lagerlof laguerre lahaut lahe lahore laignel lain lamartina lambling lambotte lambrinudi lameris lamme lance lancereaux lancisi landin landing landolfi
landry landsmeer landsteiner landzerts langdon langenbeck langenskiold langmuir lannelongue lansky lapierre lapras laquerriere larkin laron larrea lash lasiter
lasjaunias lassa lassar lassen lassueur lataste lattes laubenthal laue lauensteina launois lauterbur lauzon laval lavastine laveran layman lazaroid lazorthe
leahy lebard lebech lebesgue lebihan lebowitz lechner leclerc leclercq lecompte leddy lederer lederman ledoux leeuwenhoek lefebvre lefevre legal legaye legre
lehane lehman lehmann lehtinen leibler leibovich leichtenstern leiden leidse leishman lejeune lelievre lell lemaitre lemarie lembert lemeshow lempel lenard
lenegre lennert lenoble lenz leonardo leopard leopold lepoutre leredde leri lermoyez lerner leroux leschke lessoway lester leszler letourneau leube leudet
levaditi leval levenberg levene levenshtein levigne lewandowski lewandowsky lewinnek lexer leyden lezius lichs lichtheim lichtigers liddle liebow liechtenstein
liege lieou lightwood lignac liguori liley liliequist lille lillehei lilley lilly linberg linclau lincoln lindbloom lindeberg lindner ling linscheid lintula
linvatec liotard liouville lippes lippmann lipschutz lipton lisa lisfranca lisker lison lissajous lissauer listing liston litten littler littlewood litzmann
ljung ljungberg ljunggren lobo lobry locke loder loehlein loeve loevinger loew loewenthal lofric loken londe longo longstreth lonstein loomer loop looser lorain
lord lorensen lorinser lortat losee lotheissen lottes lotysch louping louvel lovett lovset lowe lower lowry lowsley loygue lubchenco lubchenko lubeck lubinus
lucio luders luftsichel lugol lukens lukes lundberg lundborg lundh lundia lupi lurie lusby lutz luys lyapunov lyman maas macewen mach machado machupo mackay
mackinnon macklin macmahon macnab macruz maddacrawler madden maddox maddrey madlener madura madurella maffet magenis magilligan magitot maglinte magovern mahaim
mahalanobis maher mahler mahorner maier majewski majocchi makai makuuchi maladetta malaguti malan malassez maldague malghem malherbe malibu malik malin malinger
mallard mallat malleoloc mallinson mallows malmstrom malta malteser manchurian mandl mangano mankin mannerfelt mannheim manning manoel manolio manougian manske
manson mantel maragliano maranon marburg marceletti marchal marcy marden marechal margosian marinelli marinesco marinescu marinus marion mariotte marique markle
marklin marmar marmor maron marquardt marsal marsden marseille marteau martius martorell martz maruyama masaoka mascagni masonis masse mast mastora mastroianni
matas matchett matern mathews mathieu mathys matsui matsuoka matsushima matta matthiass mattis matzenauer mauchart mauclaire maudsley maunder maunsell maurer
mauriceau mauritzen mauthner maxon mayaro mayfield mayne mayors mayr mazzini mazzotti mcalpine mcaninch mccloskey mcconnell mccusick mcgoon mcindoe mckee
mckusick mclaughlin mcleod mcmurtry mcnamara mcneal mcnemar mcquarrie mcroberts mcsherry mcspadden meadow meara meares meckela meckeluv medchill medin medina
medlar medoff medusae medusahead medvedec mees meesmann meggitt meglumine mehne mehta meibom meibomi meibomius meige meinicke melbourne melchior meleda meleney
meller melnick melone meltzer menard mendenhall mengert mennell mennen menon menzel mercadier mercer meredith merendino merindino merke merland merle mersenne
mertens merz mesangeau mescher meshkinpour messerklinger metzger meunier mewissen mexican meyenburg mibelli micheli michelin michelson mickey mielke mignon miki
mikity mikulicza milette milford milian millar milles millikan millin milton milwaukee minamata mindboggle ming mink minkowski minoshima minot mintz mitra
mitroflow mitsuda mittelmeier mittendorf miura miyoshi mizuho mizuo mobin modde moersch mogensen mohler mohr moje mokri mole moliere moll mollard mona monakow
monbrun monch monge moniz monk monnier monrad monseur monson monteagudo monteggii montreal mooren mooser moosman moran morand morax moraxella moreau moreland
morganella mori morin morita morlet morpheus morrisona morscher mortele mortensen mortimer morvan mose moseley moser moskowitz mosler mossbauer mosse moszkowicz
motais motzer mouradian mouret movahed mowat moyers mucha muckard muehllehner muehrcke muenchmeyer muenchner mugnai mugnier muhlens mukherjee mulder mules
mulibrey mullan mulvihill munchhausen munck mundy munk munro munsell murakami murer murphree murri musset muto myer myhre nadaraya nagaishi nagakawa nagele
nageottes nagler nagura nahum najafi nance nancy napoleon narath nardi naressi naruke nasion nasmyth nasu nataf naugle naumann naumoff nauta naxos nazarian
neblett needles neff neftel negri negrin nehb nelder nernst nerot nesbit netter nettleship neuflex neuhauser neuhof neuman nevrezov newtonian newvicon neyman
nezhat ngan niblack nicks nicola nicoladoni nicolai nicolaides nieden niemeyer niemierko nightstick nigst nimura nipah nipkow nishi nishida nishina nitabuch
nitinol niwayama noack nocard nocardia noether noguchi nolke nolla nonaka nonne noppen norberg nordau nordenskjold nordenstrom nordstrom norrie norum norwalk
noth nothnagel noulis nove novy noyes nuck nucletron nugent nuhn nukui numano numata nunez nunley nurick nuss nuttall nuyts nyberg nycore nygaard nyssen obata
oberhausen oberholzer obrien obrinsky obturator obwegeser ochoa ochsner ockelbo ockerblad odelberg odman odom odriscoll oedipus oehlecker oersted oestern
oesterreich ofuji ogata oguchi ogura ohashi ohata ohba ohmann ohngren ohtahara okaro olbert olerud olin ollendorff olmer olmsted olshausen ombredanne omsk
ondine onen onsager onyong opie oppenheimer oppler orandi orbeli ordidge orduna oreopoulos oriuchi orley oropouche oroya orringer orthofix ortolaniego orton
osaka osebold osgooda osiander osmers osterreicher osterrieth ostertag ostling ostrum ostwald oswestry otahara otani othello ottonello oudard oudin overhauser
overholt overton owren paatero pachon pacini packer pade padial padovan pagenstecher pais palla pallardy pallister palmini palomo panayiotopoulo pandora pantoni
panum papile papilion papillon pappas paquin parenti parhad parham parhofer parkinsona parkinsonin parkinsonova parma parrish parseval parson partin partington
partipilo pascheff paschen pasi passarge passow pasteurella pastia patankar patey pathria patrassi patte paty pauli pauly pauwel pavlovsky pavlows pawlow payne
payr pean peano pearman peer peet pekelharing pell pellizzi pelnar peltier peltonen pendergrass pennal penner pepper percheron perdriolle pereyra perheentupa
perianes perlia perroncito perthesa perthesova pertuiset perugini peruvian petri petrussa petzval peustow pfaundler pfluger pfuhl phelan philadelphia phocas
phong picard picchio pichlmayr picker pickering pickrell pickwick pickwickian piepsz pierquin pierson piggott pigott pillore pindborg pineau pinelli pinkus
pinocchio pins pipe piper pippi pirani pirie pirogoff pirquet pisaath piskacek pitanguy pitha pitres pitt placido plancherel planck plehn plesch plester
podwyssotzky pogossian pohl poigenfurst poincare poisel poiseuille polgar polland pollock polya pomeroy ponce ponseti pont ponte pontiac popeye popp poppel
porak porcher porot porro portal portes portex portmann posada poser posner posselt postel potain poulet pouwels pouyet powassan poynting poznanski prague
prandtl prasad prentice prentiss proetz profeta proffit prokop prony provencher prowazek pruessmann prussak psaume psoas puck puente puetz puigvert pulfrich
pumphrey puri puumala puusepp qanadli quain quanjer quant quartey quasimodo queenan queensland queirolo quenu querol quickert quigley quimby quinby quinquaud
quintero qureshi rabi rabot rabson rachmilewitz racouchot radeckiego rademaker radin radner radovici rafert rahimtoola raikin railhac rallison ramachandran
ramadier raman ramon ramond rampal ramsden ramstedt ramstrom rancho randelli rando raney ranfac rang ransley ransohoff ranula rappaport rapunzel rashkind rasori
ratingen ratschow rauschkolb rauschning raven ravitch rayer raynauda reagan recht reclus redlich redo redon redona reenstierna reese regnauld rehbein rehn
reichel reicher reichmann reifenstein reiff reikeras reiner reinert reinhardt reis reisberg rekate rempen remy renander renoy rentgena rentrop renvall resch
resnick retrozuckerkandl reuling reuter reverdin reynaldo rhea rhonheimer rhys ribas ribera ricci riche richner ricker rickett ricord riddoch ridley rielander
riemann rietti riga rigault rigg rindfleisch ringenberg ringertz ripstein riseborough ritter rivalta rivero rivinus rizzoli rizzuti roach robinow robles rochat
rochelle rochester rochette rocio roderer rodney roeder roederer roemer roeren rogozinski rohr rokitanski rokkaku roland rolanda rolland rollet rollo romana
romhilt rommens roque rorabeck rorschach rosati roschmann rosenbach rosenblath rosendahl rosenheim rosenmueller rosenstein rosetti rosewater rosler rosselli
rossle rossolimo rotch rotes rotgans rothman rothmann rothschild rotterdam rouget roughton rougnon rousch roussel roussouly rouviers rovira roviralta rovirosa
rubin ruedi rueedi rukavina rumberger rummo rumpf rundle runeberg runge runnstrom runstrom rusch ruschelit rushton russe rust rutgeerts rutlands ruvalcaba
rychik ryckewaert ryckman rydberg rydell ryder rydstrom rydygier rydygiera rypens sabatini sabbagha sabin sabouraud sachse sade saeman saenger safi safian
sahlgren sahli sainton sakai sakakibara sakati sakellarides sakla salamon saldino saleh salenius salk salle saltzmann salus salvat salzburger salzer samii
sampaolesi sampson samson samter samuel samuelson samulski sanarelli sander sandifort sandstrom sanger sano sanson santavuori santulli santy sanz sarin
sarmiento sarrouy sarteschi sartorius sassone sassouni sataloff satomi sattler sauvola savary savill savin saxton saxtorph scadding scaglietti scardino scarff
schaffer schall schanz schauta scheck schede scheel scheffe scheibe scheimpflug scheinker schenck schencker schepelmann scher schertlein scheuer scheuermanna
scheuermannin scheuermannova scheuthauer schievink schiffrin schiller schillinger schimke schindler schinzel schiotz schiphorst schizas schjelderup schlange
schlattera schlatterova schlegel schlemm schlensker schlesinger schlieren schlossman schmahmann schmorla schmorlovy schnabel schnitzler schoemaker schoenberg
schoenemann schon schoonmaker schopf schottky schottmuller schramm schreck schridde schrock schrodinger schroter schroth schroy schuffner schuknecht schullera
schulte schultze schumacher schumaker schunck schuss schut schutzer schwab schwachmanns schwalbe schwartze schwarzschild schweninger scottie scotty scudder
seabright sealy sechenov seckel secretan seddon sedgwick seebauer seebeck seelig seeligmuller segawa sehrt seibert seidel seinsheimer seip seitelberger seldin
sella selter selvester semb semelaigne semiflex semliki senator senear senegas sengers senior sennaroglu seoul serres servat servelle severin sewell seymour
seyss sgaglione sgarbossa sgouros shaffer shaher shahriaree shannon shaver shea sher shereff sherman shields shiga shimada shinji shinkei shinnar shinozuka
shinshu shirakabe shokeir shorr shrimpton shuck shulman shurnas shute shwartzman sianos sicard siddiqi siddon siebenmann siegal siegrist siemens sieroszewski
sievers sigg silber silfverskioeld silfverskiold silfverskjold sillanpaa siltavuori siltzbach silverstein silvestrini simmen simmond simpsona sindbis siniscal
sintzoff siris sirveaux sisyphus sitkowski sival sivaya sjaastad sjef sjoegren sjoqvist skevas skipper skoog skumin slade slatis sliks sloan slocum sluder
slutsky smellie smeloff smillie smirnov smitha smithpetersen smyth snapper snead snedecor snell sneppen snijders snodgrass snoep soderstrom sodickson sodoku
soemmering soemmerring soeur sofamor sohn sokal solayres solente solero sommer sommerfeld somogyi sonne sonnenberg sonnenburg soper sorrel sorrentino sorsby
soto soulie souter southwick souttar spaengler spaeth spalding spangler spearman spee spens spiegelberg spiegler spielmeyer spiessl spigelio spinelli spira
spitzer splendore spotorno spranger springfield sprintzen sprinz spurr spurway ssabanejew ssorin stabler stacke stagnara stahli stainsby stamey stammberger
stammers stanton stapler starzl state staunig staurenghi stecher steel stefanini stegemann steinbrinck steindler steinert stemmer stendhal stenstrom stenver
stenversa stertzer stevenson steward stickers stierlin stille stilling stillman stimson stirling stock stocker stockholm stoerck stoffel stokvis stollberger
stoller stookey stovall strachan strampelli strandell strandqvist strange strassman strathclyde straub strayer strecker strelau stretta strickler stripp strom
stroop strudwick strunk studdiford sturm subbotin sudek sugaya sugio sugiura suhr suit summerskill sunderland sundt suster sutcliffe sven svestka swammerdam
swana swanton swedberg sweeley swieten swift sydney syed sylvii sylviova sylwiusza syme symmers symon szikla szilagyi szilard tachdjian tage tagliacozzi tahyna
taillard tajima takagi takao takasaki takeuchi tako talma tammemagi tanimoto tannock tapia tarlova tarlovova tarnier tarral tarrant tashiro tassinari tatton
tauxe tavernetti tawara tazuke teager tegner teichmann teller templeton temtamy tenchini tennant tennison tenon tepper terjesen terrey terrien terson
teschendorf tessa tessier testut teufel teutschlaender teves texier thackray thal thales thames thannhauser thayer thaysen thebesius theil theile theiler
thessaly thiele thiers thiersch thiery thies thirion thomassen thomayer thomazeau thomine thorek thorel thorn thost thulesius thurnau thyge tieche tiegel tieman
tiemann tietz tiffeneau tikhoff tile timmerman timor tine tinetti tingulstad tini tithonus titmus titus titze tobias todaro toeplitz tofts tokio tokuhashi tokyo
tomeno tomes tominaga tomita tommaselli tomsick tonami toomey topliss torek tornier torode toronto torre torrey torricelli torsten toscana toth toti touraine
touton tower towna townley toygar toynbee trabucco tranebjaerg trantas trapp traquair traub traum trauner trautmann traynelis treeltsch treitza trendelenburga
tribondeau tristant tritsch troemner troisier trojan trojani troltsch tromner tronzo tropp trotot trotter troutman troy truant truelove trueta trumatch
tschebyscheff tschernings tsubo tsutsugamushi tubiana tuch tudor tukey tulare tullio tulp tulpius tumpeer tung turco turcott turk turnbull turnerzahn turpin
turro tuttle tversky tweed twersky twieg twining tylman tyndall tyne tyrode tzanck uchida uddin uehlinger ueland ueno uffenorde uflacker uhthoff ulam ullmann
ullrich ulysses umber underwood ungerleider unilab updegrave upmark urbach urban urbaniak uresil uribe urist urschel usutu utsunomiya utterman uyemura vabra
vaccaro vahanian vail valdini valdoni valenti vallebona vallee valsalvy valsuani valtancoli vancouver vandenbergh vandermonde vang vanharanta varady vardi
varnier varoli varolio varotti vasile vatera veau veit venezia venn veraguth verbrycke verger verlet verma vermale verners verse vertullo vesal vesalius vese
vetrivel vezina vicq vidius viegas vieussens vigouroux viladot vilato villalta vinas vinchon vineberg vintzileos virchowa vitek vognsen vohwinkel vojta volhard
volhynia volpe voltolini voltz vorner voronoi voss vossius voxelman voyles vulpian vulpius waals wachtel wachter waddell wadell wadlow wagener wagenmann
wagstaffe wahidi wahl wahlgren wahlund waidelich walbaum wald waldmann wallden walldius wallerian wallgren wallis warburg warden wardill wards waring warrick
warshall warsof warwick wassel wassenberg wassilieff wassmund wasvary waterlow watermann watersa watersons watsonian waugh weale webber wechsler wedeen wege
wegner wehbe weibull weinberg weinberger weiner weingarten weinraub weir weismann weisse weissenbacher wellens weller wenckebach wende werther wesselsbron
westendorp westergren westin westpoint weyl wheat wheatstone wheelhouse wheldon whitaker whitfield whitman whitnall whittaker whyte whytt wichmann wichterle
wickham wideroe widmann widmer wieger wierzejewski wieser wiethe wigand wigby wigner wiktor wilbrand wilcoxon wildervanck wilhelm wilk wilke willan willebrandt
willige willisa willisuv wills wilsona winchester winckel winer winkelman winsor winterbottom winterquist wintersperger winterstein wintrich wirth wisconsin
wishard wissler withers witkop wits witt wittich wittmaack wohlfahrt wohlfart wohlwill wolcott wolfenden wolffian wolfhirschhorn wolfler wolfring wollaston
wolter woltman woodburne woodruff woodward wooler woringer worland worth wruhs wuhrmann wullstein wunderer wurm wurzburg wutzer wyatt wyburn wyllie wynchank
wyss yachia yagel yahr yakovlev yamakawa yamanaka yamashita yannetta yarbuss yarnykh yeoh yergason yersinia yesudian ylikoski yocum yoon yoshioka yotsuyanagi
youden youssef yulish zaaijer zabramski zagari zahn zancolli zanelli zanetti zange zangemeister zapletal zappert zaricznyj zarit zavanelli zavod zeek zeis zeit
zellerman zelman zeno zerfus zervas zickel ziedses zieg zieger ziegler ziehen zielke ziemann zieve zifko zijl zika zimmerlin zipf ziprkowski zitter zizen zohlen
zollner zoon zsigmondy zubrod zuco zuelch zuelzer zuker zulch zumbusch zung zurhelle zwaan zwahlen zweymueller zweymuller zwipp
`
    .trim()
    .split(/\s+/),
);
