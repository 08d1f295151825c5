/** Nouns that bear the name of somebody who first told of them, folded. */

/** After or before a name, whoever else is spoken of. */
export const THINGS = new Set(
  (
    'sign signs score scores scale scales classification classifications criteria criterion grade grades grading stage stages staging disease diseases syndrome syndromes filter filters index type types zeichen klassifikation ' +
    'einteilung skala syndrom krankheit stadium typ filtre filtro filtri signe signo segno sinal echelle escala scala clasificacion classificazione classificacao classificatie maladie enfermedad malattia doenca ziekte sindrome ' +
    'tiroiditis quiste neuroma fractura hernia linfoma malformacion malformazione malformacao cisto cisti frattura ernia paralisis paralysie kyste hernie lymphome corea anemia arteritis mal cateter sonda protesis valvula triangulo ligamento espacio ' +
    'system systems definition definitions guideline guidelines consensus criterios criteri criteres choroba zespol objaw болезнь синдром симптом morbus phenomenon phanomen phenomene reflex reflexe palsy paralysis'
  ).split(' '),
);

/** After a name: devices, techniques and parts of the body. */
export const THINGS_AFTER = new Set(
  (
    'modification modifications loss filtering smoothing penalty metric estimator statistic formula equation transform transformation operator entropy coefficient theorem regression ' +
    'stent stents valve valves prosthesis prostheses prothese implant implants plate plates screw screws nail nails wire wires rod rods catheter catheters line tube drain shunt pump graft coil coils clip clips phantom atlas test ' +
    'protocol method technique view views projection position maneuver manoeuvre angle point space ligament canal fracture fractures lesion tumor tumour cyst hernia ulcer kernel algorithm cup stem needle ' +
    'fascia fissure pouch capsule cave fossa sulcus gyrus tubercle foramen plexus ganglion membrane aqueduct cistern cisterna tubes loop recess hiatus septum trigone pad sphincter papilla ampulla tendon muscle nerve arcade spot patch cells cell layer ' +
    'procedure operation repair bypass approach incision node nodes duct gland triangle ring bodies thyroiditis arteritis sarcoma lymphoma anemia contracture score frame collar brace splint block pouch window ' +
    'canals pores tubercles ligaments fissures spaces angles ducts glands rings triangles spots plexuses fractures lesions cysts hernias ulcers projections maneuvers ridge ridges notch bursa bursae zone zones process processes stria striae lamina groove grooves crest eminence fold folds web webs corpuscle corpuscles fiber fibers fibre fibres tract band bands pit pits area lobule island islands sheath raphe sling bundle bundles knot flap ratio lines valves pseudocyst diverticulum anomaly malformation deformity dystrophy atrophy ataxia chorea fever nephropathy neuropathy encephalopathy cardiomyopathy vasculitis retractor clamp forceps scale staging grading ' +
    'band drain score test ' +
    'platte schraube nagel katheter drainage klappe prothesis aufnahme projektion methode fraktur tumeur prova teste vis plaque clou sonde balloon ballon balon aguja aiguille valvula valvola valve'
  ).split(' '),
);

/** What may as well be somebody's (`Halvorsen cough`), so that only an eponym or a word unlike names makes a thing of it. */
export const COMPLAINTS_AFTER = new Set(
  (
    'wing diffusion variant flow prior measure interpolation index angina gangrene abscess tetany ' +
    'murmur murmurs nevus naevus chondroma bump granuloma cirrhosis goiter goitre edema oedema ' +
    'erythema purpura panniculitis nodule nodules opacity colitis arthropathy encephalitis ' +
    'hepatitis myopathy glioma adenoma papilloma fibroma lipoma sarcoidosis vertigo migraine ' +
    'epilepsy seizure seizures aphasia apraxia dementia tremor gait breathing respiration pulse ' +
    'fistula stricture stenosis atresia agenesis aplasia transposition rotation dislocation ' +
    'subluxation avulsion nonunion spur cartilage meniscus epicondylitis bursitis tenosynovitis ' +
    'osteitis osteochondritis osteochondrosis necrosis infarct infarction gumma chancre keratosis ' +
    'melanoma carcinoma teratoma blastoma cholangitis pancreatitis gastritis enteritis thrombosis ' +
    'thrombophlebitis aneurysm varix varices ectasia matrix distribution curve slope plot ' +
    'distance correction model noise number numbers law rule criteria criterion registration ' +
    'threshold lasion lasionen luxation zyste zysten dreieck linie winkel punkt kanal nerv ' +
    'knotchen knoten infarkt plastik resektion anastomose tasche schlinge osteotomie defekt delle ' +
    'impression arthrose lymphom sarkom divertikel hernie naht zugang laesie breuk fractuur ' +
    'klasse graad'
  ).split(' '),
);

/** Nouns of Romance languages and of Dutch that bear a name after `de` and its like: `fratura de X`, `nódulo de X`, `ziekte van X`. */
export const THINGS_OF = new Set(
  (
    'enfermedad enfermedades enf sindrome sindromes sind angina anginas anemia leucemia fractura fracturas quiste quistes hernia hernias signo signos mal tumor tumores nodulo nodulos ulcera ulceras tiroiditis linfoma linfomas contractura esofago diverticulo diverticulos anillo anillos bocio neuroma pie artropatia gangrena corea artritis arteritis aneurisma tetralogia triada tetrada pentalogia anomalia prueba test maniobra escala clasificacion criterios metodo tecnica operacion cirugia intervencion procedimiento ' +
    'protesis filtro sonda cateter placa clavo aguja angulo linea lineas ligamento canal conducto espacio fascia fosa valvula plexo ganglio triangulo foramen agujero cisura surco receso polo vaina glandula esfinter tendon tuberculo apofisis nucleo area proyeccion vista posicion indice puntaje estadio grado deformidad malformacion distrofia atrofia ataxia fiebre sarcoma carcinoma adenoma ' +
    'doenca fratura fraturas cisto cistos sinal sinais tireoidite esofago anel aneis paralisia coreia teste manobra classificacao cateter protese linha fossa plexo posicao incidencia indice estadiamento deformidade febre ' +
    'malattia malattie frattura fratture cisti ernia ernie segno segni morbo tiroidite diverticoli diverticolo anello anelli paralisi manovra scala classificazione metodo tecnica intervento protesi catetere valvola legamento spazio linea angolo nodulo noduli plesso triangolo forame incisura solco proiezione punteggio indice stadio deformita febbre sarcoma ' +
    'maladie maladies syndrome fracture fractures kyste kystes hernie hernies signe signes thyroidite ulcere diverticule diverticules anneau paralysie manoeuvre echelle classification score methode technique intervention operation procedure prothese sonde catheter nodule nodules goitre tetralogie canal ligament ligne angle espace fosse fascia plexus triangle trou scissure sillon incidence cliche indice stade deformation deformite fievre tumeur tumeurs sarcome lymphome anevrisme neurome nevrome pied arthropathie choree ataxie atrophie dystrophie bursite ' +
    'ziekte syndroom fractuur fracturen cyste teken hernia breuk klep test score classificatie lijn hoek ligament kanaal plexus driehoek tumor sarcoom neuroom ulcus ring ' +
    'sykdom sygdom sjukdom syndrom brudd brud fraktur tegn tecken cysta'
  ).split(' '),
);

/** What mathematics calls so. */
export const MATHEMATICAL = new Set(
  'diffusion flow map maps filter filters filtering matrix matrices noise distribution blur blurring kernel kernels smoothing weighting operator pyramid field fields determinant model models process fit prior function transform'.split(
    ' ',
  ),
);

/** Nouns of techniques before `nach` and its like. */
export const TECHNIQUES = new Set(
  'technik methode einstellung projektion verfahren operation op plastik naht schema manover techniek projectie tecnica metodo proiezione proyeccion technique methode incidence'.split(
    ' ',
  ),
);
