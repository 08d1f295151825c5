"""What is said in headers without naming anybody, in eight languages; and the words that introduce who is named.

Written for this generator. `|` parts alternatives. Every word here is also listed as MEDICAL in words.bin.
"""


def _list(text):
    return [part.strip() for part in text.replace('\n', ' ').split('|') if part.strip()]


REGIONS = {
    'en': _list(
        """head|brain|skull|face|orbits|orbit|sinuses|paranasal sinuses|neck|soft tissue neck|thyroid|larynx|pharynx|temporal bones|IAC|sella|pituitary|TMJ|mandible|teeth
        |chest|thorax|lung|lungs|mediastinum|heart|cardiac|coronary arteries|aorta|thoracic aorta|abdominal aorta|breast|breasts|axilla|ribs|sternum|clavicle|scapula|shoulder
        |humerus|elbow|forearm|wrist|hand|finger|fingers|thumb|abdomen|upper abdomen|abdomen and pelvis|abdomen/pelvis|liver|spleen|pancreas|kidneys|kidney|renal|adrenals|adrenal
        |gallbladder|bile ducts|biliary tree|stomach|small bowel|bowel|colon|rectum|appendix|bladder|urinary tract|KUB|prostate|uterus|ovaries|pelvis|scrotum|testes|penis|hip|hips
        |sacrum|sacroiliac joints|SI joints|coccyx|spine|cervical spine|c-spine|thoracic spine|t-spine|lumbar spine|l-spine|whole spine|total spine|femur|thigh|knee|knees|patella
        |tibia|fibula|tib/fib|leg|lower leg|lower extremity|upper extremity|ankle|foot|feet|toe|toes|calcaneus|heel|whole body|skull base to mid thigh|carotids|carotid|circle of Willis
        |portal vein|IVC|lower limb veins|pulmonary arteries|fetus|placenta|brachial plexus|lumbar plexus|groin|buttock|long bones|bone age|skeletal survey|babygram"""
    ),
    'de': _list(
        """Schädel|Kopf|Gehirn|Hirn|Neurokranium|Gesichtsschädel|Orbita|Nasennebenhöhlen|NNH|Hals|Halsweichteile|Schilddrüse|Kehlkopf|Felsenbein|Hypophyse|Kiefergelenk|Unterkiefer
        |Thorax|Lunge|Mediastinum|Herz|Koronararterien|Aorta|Bauchaorta|Mamma|Brust|Achsel|Rippen|Brustbein|Schlüsselbein|Schulterblatt|Schulter|Oberarm|Ellenbogen|Unterarm
        |Handgelenk|Hand|Finger|Daumen|Abdomen|Oberbauch|Unterbauch|Leber|Milz|Pankreas|Bauchspeicheldrüse|Niere|Nieren|Nebenniere|Gallenblase|Gallenwege|Magen|Dünndarm|Dickdarm|Kolon
        |Enddarm|Blase|Harnblase|Harnwege|Prostata|Gebärmutter|Becken|Beckenübersicht|Hoden|Hüfte|Hüftgelenk|Kreuzbein|ISG|Steißbein|Wirbelsäule|HWS|BWS|LWS|Ganzwirbelsäule
        |Oberschenkel|Knie|Kniegelenk|Kniescheibe|Unterschenkel|Sprunggelenk|OSG|Fuß|Vorfuß|Zehen|Fersenbein|Ganzkörper|Carotis|Halsgefäße|Beinvenen|Becken-Bein-Arterien|Lungenarterien"""
    ),
    'fr': _list(
        """crâne|tête|encéphale|cerveau|massif facial|orbites|sinus|cou|thyroïde|larynx|rochers|hypophyse|thorax|poumon|poumons|médiastin|cœur|coronaires|aorte|sein|seins|côtes
        |sternum|clavicule|omoplate|épaule|humérus|coude|avant-bras|poignet|main|doigt|doigts|pouce|abdomen|abdomen pelvis|foie|rate|pancréas|rein|reins|surrénales|vésicule
        |voies biliaires|estomac|grêle|côlon|rectum|vessie|voies urinaires|prostate|utérus|ovaires|bassin|hanche|sacrum|sacro-iliaques|rachis|rachis cervical|rachis dorsal
        |rachis lombaire|rachis entier|fémur|cuisse|genou|rotule|tibia|jambe|cheville|pied|orteil|calcanéum|corps entier|troncs supra-aortiques|veines des membres inférieurs"""
    ),
    'es': _list(
        """cráneo|cabeza|cerebro|cara|órbitas|senos paranasales|cuello|tiroides|laringe|peñascos|hipófisis|tórax|pulmón|mediastino|corazón|coronarias|aorta|mama|mamas|costillas|esternón
        |clavícula|escápula|hombro|húmero|codo|antebrazo|muñeca|mano|dedo|pulgar|abdomen|abdomen y pelvis|hígado|bazo|páncreas|riñón|riñones|suprarrenales|vesícula|vía biliar|estómago
        |intestino delgado|colon|recto|vejiga|vías urinarias|próstata|útero|ovarios|pelvis|cadera|sacro|sacroilíacas|columna|columna cervical|columna dorsal|columna lumbar|fémur|muslo
        |rodilla|rótula|tibia|pierna|tobillo|pie|calcáneo|cuerpo entero|troncos supraaórticos|miembros inferiores"""
    ),
    'it': _list(
        """cranio|testa|encefalo|massiccio facciale|orbite|seni paranasali|collo|tiroide|laringe|rocche petrose|ipofisi|torace|polmone|polmoni|mediastino|cuore|coronarie|aorta|mammella
        |coste|sterno|clavicola|scapola|spalla|omero|gomito|avambraccio|polso|mano|dita|pollice|addome|addome superiore|addome completo|fegato|milza|pancreas|rene|reni|surreni
        |colecisti|vie biliari|stomaco|tenue|colon|retto|vescica|vie urinarie|prostata|utero|ovaie|bacino|anca|sacro|sacroiliache|rachide|rachide cervicale|rachide dorsale
        |rachide lombosacrale|femore|coscia|ginocchio|rotula|tibia|gamba|caviglia|piede|calcagno|corpo intero|tronchi sovraaortici|arti inferiori"""
    ),
    'pt': _list(
        """crânio|cabeça|encéfalo|face|órbitas|seios da face|pescoço|tireoide|laringe|ossos temporais|hipófise|tórax|pulmão|mediastino|coração|coronárias|aorta|mama|mamas|costelas|esterno
        |clavícula|escápula|ombro|úmero|cotovelo|antebraço|punho|mão|dedo|polegar|abdome|abdome total|abdome superior|fígado|baço|pâncreas|rim|rins|suprarrenais|vesícula|vias biliares
        |estômago|intestino delgado|cólon|reto|bexiga|vias urinárias|próstata|útero|ovários|pelve|bacia|quadril|sacro|sacroilíacas|coluna|coluna cervical|coluna torácica|coluna lombar
        |fêmur|coxa|joelho|patela|tíbia|perna|tornozelo|pé|calcâneo|corpo inteiro|membros inferiores"""
    ),
    'nl': _list(
        """schedel|hoofd|hersenen|aangezicht|orbita|neusbijholten|hals|schildklier|strottenhoofd|rotsbeen|hypofyse|thorax|long|longen|mediastinum|hart|coronairen|aorta|mamma|borst|ribben
        |borstbeen|sleutelbeen|schouderblad|schouder|bovenarm|elleboog|onderarm|pols|hand|vinger|duim|abdomen|buik|bovenbuik|lever|milt|pancreas|nier|nieren|bijnieren|galblaas|galwegen|maag
        |dunne darm|dikke darm|blaas|urinewegen|prostaat|baarmoeder|bekken|heup|sacrum|wervelkolom|CWK|TWK|LWK|bovenbeen|knie|knieschijf|onderbeen|enkel|voet|hiel|hele lichaam|halsvaten"""
    ),
    'ja': _list('頭部|脳|頸部|胸部|肺|心臓|冠動脈|腹部|上腹部|肝臓|膵臓|腎臓|骨盤|腰椎|頸椎|胸椎|膝|肩|股関節|手|足|全身|乳腺|前立腺|副鼻腔|眼窩|大動脈|toubu|kyoubu|fukubu|youtsui'),
    'zh': _list('头颅|颅脑|颈部|胸部|肺部|心脏|冠状动脉|腹部|上腹部|肝脏|胰腺|肾脏|盆腔|腰椎|颈椎|胸椎|膝关节|肩关节|髋关节|手|足|全身|乳腺|前列腺|鼻窦|眼眶|主动脉|頭部|腦部'),
    'ko': _list('두부|뇌|경부|흉부|폐|심장|관상동맥|복부|상복부|간|췌장|신장|골반|요추|경추|흉추|무릎|어깨|고관절|손|발|전신|유방|전립선|부비동|대동맥'),
    'ru': _list(
        """головной мозг|голова|череп|шея|щитовидная железа|грудная клетка|лёгкие|сердце|коронарные артерии|брюшная полость|печень|поджелудочная железа|почки|малый таз|поясничный отдел
        |шейный отдел|грудной отдел|коленный сустав|плечевой сустав|тазобедренный сустав|кисть|стопа|всё тело|молочная железа|простата|golovnoy mozg|grudnaya kletka|bryushnaya polost|pochki"""
    ),
}

MODALITIES = {
    'en': _list('CT|MR|MRI|US|XR|X-ray|PET|PET/CT|PET-CT|NM|CTA|MRA|CTV|MRV|MRCP|HRCT|LDCT|DX|CR|MG|mammogram|ultrasound|Doppler|echo|angiogram|angio|fluoro|DEXA|bone scan|SPECT|V/Q scan|cath|arthrogram|myelogram|DSA|RF|IVP|HSG|barium swallow|barium enema|venogram|biopsy|US guided biopsy|CT guided drainage|tomo|scout|localizer'),
    'de': _list('CT|MRT|MR|Röntgen|Rö|Sono|Sonographie|Ultraschall|PET-CT|Szintigraphie|Angio|CT-Angio|Angiographie|Durchleuchtung|Mammographie|MRCP|Knochendichte|Doppler|Duplex|Echokardiographie|DSA|Biopsie|Punktion|Drainage|Topogramm|Übersicht'),
    'fr': _list('scanner|TDM|IRM|radio|radiographie|échographie|écho|écho-doppler|angioscanner|angio-IRM|mammographie|scintigraphie|TEP|TEP-TDM|arthroscanner|uroscanner|bili-IRM|ostéodensitométrie|biopsie|ponction|opacification'),
    'es': _list('TC|TAC|RM|RMN|radiografía|Rx|ecografía|eco|eco doppler|angioTC|angioRM|mamografía|gammagrafía|PET|PET-TC|densitometría|biopsia|punción|uroTC|colangioRM|fluoroscopia'),
    'it': _list('TC|TAC|RM|RMN|RX|radiografia|ecografia|eco|ecocolordoppler|angioTC|angioRM|mammografia|scintigrafia|PET|PET-TC|MOC|biopsia|uroTC|colangioRM|HRCT'),
    'pt': _list('TC|tomografia|RM|ressonância|RX|raio-x|ultrassom|ultrassonografia|USG|doppler|angioTC|angioRM|mamografia|cintilografia|PET|PET-CT|densitometria|biópsia|uroTC|colangioRM'),
    'nl': _list('CT|MRI|MR|röntgen|X-|echo|echografie|duplex|CTA|MRA|mammografie|botscan|PET-CT|punctie|biopt|doorlichting'),
    'ja': _list('CT|MRI|MR|単純CT|造影CT|単純撮影|超音波|MRA|PET-CT|骨シンチ|マンモグラフィ|X線|透視'),
    'zh': _list('CT|MR|MRI|平扫|增强|DR|X线|超声|彩超|CTA|MRA|PET-CT|骨扫描|钼靶|CT平扫|CT增强'),
    'ko': _list('CT|MRI|MR|초음파|X선|단순촬영|조영증강 CT|MRA|PET-CT|뼈스캔|유방촬영'),
    'ru': _list('КТ|МРТ|УЗИ|рентген|рентгенография|КТ-ангиография|МРА|ПЭТ-КТ|маммография|сцинтиграфия|флюорография|MRT|UZI|rentgen'),
}

SIDES = {
    'en': _list('left|right|bilateral|both|L|R|LT|RT|lt|rt|bilat|left-sided'),
    'de': _list('links|rechts|beidseits|bds.|li|re|li.|re.|beide'),
    'fr': _list('gauche|droit|droite|bilatéral|G|D|des deux côtés'),
    'es': _list('izquierdo|izquierda|derecho|derecha|bilateral|izq|dcha|izda'),
    'it': _list('sinistro|sinistra|destro|destra|bilaterale|sn|dx|sx'),
    'pt': _list('esquerdo|esquerda|direito|direita|bilateral|esq|dir|D|E'),
    'nl': _list('links|rechts|beiderzijds|bdz|li|re'),
    'ja': _list('左|右|両側|ひだり|みぎ'),
    'zh': _list('左侧|右侧|双侧|左|右'),
    'ko': _list('좌측|우측|양측'),
    'ru': _list('слева|справа|левый|правый|с двух сторон'),
}

TECHNIQUES = {
    'en': _list(
        """w contrast|w/o contrast|w/wo contrast|with contrast|without contrast|with and without contrast|without|with IV contrast|post contrast|pre contrast|2 views|3 views|4V|1 view|AP|PA|PA and lateral
        |lateral|oblique|AP portable|portable|upright|supine|decubitus|weight bearing|standing|flexion extension|low dose|high resolution|limited|complete|routine|follow up|screening|diagnostic|stat|trauma
        |stroke|angio|arterial phase|portal venous phase|delayed|non contrast|enhanced|perfusion|dynamic|3 phase|triphasic|runoff|PE protocol|renal stone protocol|dissection protocol|swallow|cine|gated"""
    ),
    'de': _list('nativ|mit KM|ohne KM|mit Kontrastmittel|KM i.v.|ohne Kontrastmittel|2 Ebenen|in 2 Ebenen|a.p.|p.a.|seitlich|schräg|stehend|liegend|im Liegen|Aufnahme|Verlaufskontrolle|Kontrolle|Funktionsaufnahmen|arteriell|venös|portalvenös|Spätphase|Dünnschicht|Notfall|Polytrauma|Screening|Vorsorge|Zielaufnahme|Bettaufnahme|Übersicht|dynamisch|axial|koronar|sagittal'),
    'fr': _list('sans injection|avec injection|sans et avec injection|face|profil|face et profil|trois quarts|en charge|debout|couché|contrôle|dépistage|temps artériel|temps portal|temps tardif|au lit|urgence|bilan|dynamique|coupe fine|comparatif'),
    'es': _list('sin contraste|con contraste|sin y con contraste|simple|contrastado|AP y lateral|PA|lateral|oblicua|en carga|portátil|control|cribado|fase arterial|fase portal|tardía|urgente|dinámico|baja dosis'),
    'it': _list('senza mdc|con mdc|senza e con mdc|senza contrasto|con contrasto|2 proiezioni|AP|LL|obliqua|sotto carico|a letto|controllo|screening|fase arteriosa|fase portale|tardiva|urgente|basale|dinamico'),
    'pt': _list('sem contraste|com contraste|sem e com contraste|AP|PA e perfil|perfil|oblíqua|em pé|no leito|controle|rastreamento|fase arterial|fase portal|tardia|urgente|dinâmico|baixa dose'),
    'nl': _list('blanco|met contrast|zonder contrast|met iv contrast|2 richtingen|AP|lateraal|staand|liggend|controle|screening|arterieel|portoveneus|laat|spoed|dynamisch|op zaal'),
    'ja': _list('単純|造影|正面|側面|斜位|立位|臥位|動脈相|平衡相|ダイナミック|フォロー|検診|経過観察'),
    'zh': _list('平扫|增强|正位|侧位|斜位|立位|卧位|动脉期|门脉期|延迟期|动态|复查|体检|随访'),
    'ko': _list('조영전|조영후|정면|측면|사면|기립|누워서|동맥기|문맥기|지연기|추적검사|검진'),
    'ru': _list('с контрастом|без контраста|прямая проекция|боковая проекция|стоя|лёжа|артериальная фаза|венозная фаза|контроль|скрининг'),
}

SEQUENCES = _list(
    """t1|t2|T1|T2|T1w|T2w|PD|FLAIR|flair|STIR|stir|DWI|ADC|SWI|GRE|TSE|tse|FSE|SE|EPI|epi|TOF|tof|MPRAGE|mprage|VIBE|vibe|HASTE|haste|TRUFI|BLADE|PROPELLER|SPACE|CISS|FIESTA|LAVA|DIXON|dixon|SPAIR|FS|fatsat|fs
    |BOLD|ASL|MIP|MPR|VR|SUB|localizer|loc|scout|survey|topogram|Topogramm|smartprep|bolus tracking|PREMON|MONITORING|CARE Bolus|dose report|Dose Report|Patient Protocol|screen save|key images|reformat|recon|thin|axial|ax|AX|cor
    |COR|coronal|sag|SAG|sagittal|tra|TRA|obl|iso|3D|2D|4D|cine|CINE|gated|breath hold|BH|bh|free breathing|trigger|resp|post|pre|dyn|Dynamic|delay|arterial|portal|venous|late|gd|Gd|GAD|+C|-C|w|wo|IR|PSIR|LGE|SSFP|bSSFP|MOLLI
    |phase|mag|MAG|PHA|Pha|trace|TRACEW|b0|b1000|b800|b50|FA|colFA|tensor|DTI|dti|PWI|rCBF|MTT|TTP|CBV|fMRI|rest|rsfmri|MRS|SVS|CSI|PRESS|angio|carotid|hr|HR|lowres|fast|FAST|ACR|QC|phantom|Phantom|test|Range|RPT|NAC|AC|WB|CTAC
    |MAC|SUV|OSEM|TrueX|PSF|static|lung|LUNG|bone|BONE|soft|SOFT|STD|STANDARD|DETAIL|EDGE|B30f|B31s|B60f|B70s|I30f|Br40|Bl57|FC03|FC18|FC52|YA|Kernel|Hx|1mm|1.25mm|3mm|5mm|0.6|0.75|2.0|10mm|5 mm|2.5mm|iMAR|SAFIRE|ADMIRE|ASIR|iDose|AIDR 3D
    |SENSE|GRAPPA|ASSET|mSENSE|p2|p3|ND|NORM|DIS2D|DIS3D|M|P|FOV|FoV|TR|TE|TI|ETL|NEX|NSA|flip|res|hires|iso1mm|nativ|KM|mdc|sans|inj"""
)

SCANNER = _list(
    """SIEMENS|Siemens Healthineers|GE MEDICAL SYSTEMS|GE Healthcare|Philips Medical Systems|Philips Healthcare|TOSHIBA|Canon Medical Systems|HITACHI|FUJIFILM|Fuji Photo Film|Agfa|AGFA HealthCare|KODAK|Carestream Health|Konica Minolta
    |Hologic, Inc.|LORAD|Shimadzu|Esaote|Mindray|SAMSUNG MEDISON|Varian Medical Systems|ELEKTA|Accuray|TomoTherapy|Brainlab|Merge Healthcare|Vital Images|TeraRecon|Acuson|ATL|Aloka|Picker International|Marconi|Elscint|Bruker|ADAC|Ziehm|Planmeca
    |Sirona|Carl Zeiss Meditec|Topcon|Heidelberg Engineering|NIDEK|Olympus|Swissray|Sectra|Visage|syngo.via|syngo MR E11|syngo MR B17|syngo CT 2012B|SOMATOM Definition AS+|SOMATOM Force|SOMATOM Sensation 64|Sensation 16|Emotion 6|Biograph mCT|Biograph 64
    |MAGNETOM Avanto|MAGNETOM Skyra|MAGNETOM Prisma|Verio|Symphony|Trio|TrioTim|Aera|Vida|Espree|Harmony|Discovery CT750 HD|Discovery ST|LightSpeed VCT|LightSpeed16|LightSpeed Pro 32|BrightSpeed|Optima CT660|Revolution CT|HiSpeed|Signa HDxt|SIGNA Artist
    |GENESIS_SIGNA|Discovery MR750|Achieva|Ingenia|Intera|Panorama|Brilliance 64|iCT 256|Ingenuity TF|Gyroscan|Mx8000 IDT|Aquilion ONE|Aquilion PRIME|Asteion|Vantage Titan|Axiom Artis|Artis zee|Innova 4100|Allura Xper|Selenia Dimensions|Senographe
    |Mammomat Inspiration|LOGIQ E9|Vivid E95|Voluson E8|iU22|EPIQ 7|HDI 5000|Sequoia|Antares|Aplio 500|DigitalDiagnost|Definium 8000|DRX-Evolution|CR 85-X|FCR|Thunis|Zenition|OEC 9900|Leonardo|MULTIX|Ysio|Symbia T2|Infinia|Millennium|Forte
    |Body coil|Head_32|HeadNeck_64|HEA;HEP|BODY|SENSE-Head-8|8HRBRAIN|QD Head|Spine_18|Knee Tx/Rx|CTL|NeoHead|Breast Coil|GEMS_IDEN_01|GEMS_ACQU_01|SIEMENS CSA HEADER|SIEMENS MR HEADER|Philips Imaging DD 001|ELSCINT1|SPI-P Release 1|ADAC_IMG
    |TOSHIBA_MEC_CT3|MERGE TECHNOLOGIES, INC.|dcm4che/archive|OsiriX|Horos|ClearCanvas|eFilm|Orthanc|DCMTK|OFFIS_DCMTK_366|MIM Software|Eclipse|Pinnacle3|RayStation|Monaco|iPlan|Velocity|3D Slicer|TeraRecon Aquarius|CARESTREAM|PACS|RIS|ARIA"""
)

DRUGS = _list(
    """Omnipaque|Omnipaque 300|Omnipaque 350|Visipaque 320|Isovue 370|Ultravist|Ultravist 370|Optiray|Iomeron 400|Imeron|Xenetix|Oxilan|Gadovist|Gadavist|Magnevist|Dotarem|Clariscan|MultiHance|ProHance|Eovist|Primovist|Omniscan|Feraheme|Definity
    |Lumason|SonoVue|Gastrografin|barium sulfate|Readi-Cat|VoLumen|iohexol|iopamidol|iodixanol|iopromide|gadobutrol|gadoterate|Tc-99m MDP|Tc99m sestamibi|F-18 FDG|FDG|Ga-68 DOTATATE|Ga-68 PSMA|I-131|I-123|In-111|Thallium-201|Rb-82|Lexiscan|adenosine
    |dobutamine|glucagon|Buscopan|hyoscine|metoprolol|nitroglycerin|lidocaine|bupivacaine|fentanyl|midazolam|Versed|propofol|ketamine|heparin|warfarin|Coumadin|Eliquis|Xarelto|apixaban|aspirin|ASA|Plavix|clopidogrel|metformin|insulin|prednisone|Benadryl
    |diphenhydramine|methotrexate|Humira|Remicade|Avastin|Herceptin|tamoxifen|Keytruda|cisplatin|carboplatin|penicillin|amoxicillin|sulfa|latex|codeine|morphine|ibuprofen|Tylenol|paracetamol|acetaminophen|Zofran|Lasix|furosemide|lisinopril|amlodipine
    |atorvastatin|levothyroxine|Synthroid|omeprazole|gabapentin|Lyrica|sertraline|lorazepam|Ativan|Marcumar|Novalgin|Dolormin|Doliprane|Nolotil|Augmentin|Rivotril|Lovenox|enoxaparin|dexamethasone|cortisone|Botox|Kenalog|Depo-Medrol|Mirena"""
)

DEVICES = _list(
    """Foley catheter|Foley|Swan-Ganz|Hickman line|Hickman catheter|Port-a-Cath|PICC line|Dobhoff tube|NG tube|ET tube|chest tube|Jackson-Pratt drain|JP drain|Blake drain|Penrose drain|T-tube|nephrostomy|double-J stent|DJ stent|pigtail|Greenfield filter|IVC filter
    |Watchman device|Amplatzer occluder|St. Jude valve|St Jude Medical|Edwards Sapien|Edwards valve|CoreValve|Bjork-Shiley valve|Starr-Edwards valve|Carpentier ring|Medtronic pacemaker|Boston Scientific ICD|Biotronik|Micra leadless|Guidant|Cordis stent|Cook filter
    |Abbott MitraClip|Palmaz stent|Wallstent|Harrington rods|Luque rods|Steffee plate|Kirschner wire|K-wire|Steinmann pin|Schanz screw|Herbert screw|Ender nails|Rush rod|Gamma nail|Austin Moore prosthesis|Charnley hip|Thompson prosthesis|Girdlestone|Ilizarov frame
    |Zimmer knee|Stryker hip|Smith & Nephew|DePuy|Biomet|Synthes plate|Lane plate|Hohl plate|Codman shunt|Strata valve|Hakim valve|Holter valve|VP shunt|Guglielmi coil|Ommaya reservoir|Leksell frame|Mayfield clamp|Baker tube|Miller-Abbott tube|Cantor tube
    |Sengstaken-Blakemore tube|Minnesota tube|Malecot catheter|Tenckhoff catheter|Quinton catheter|Shiley trach|Bivona trach|Essure|Filshie clips|Paragard|Lap-Band|Angelchik|insulin pump|cochlear implant|Hudson brace|Miami J collar|Philadelphia collar|Milwaukee brace
    |Boston brace|Thomas splint|Hare traction|Buck traction|Sam splint|Unna boot|Bowman needle|Tru-Cut|Chiba needle|Franseen needle|Kopans wire|Jamshidi|Hawkins needle|Cope loop|Amplatz wire|Bentson wire|Terumo|Seldinger|Yueh|Dawson-Mueller"""
)

#: Proper names that name no person here; each goes with what is said of it.
EPONYMS = _list(
    """Crohn|Parkinson|Alzheimer|Hodgkin|Graves|Hashimoto|Addison|Cushing|Conn|Wilson|Paget|Pott|Perthes|Scheuermann|Kienböck|Osgood-Schlatter|Sever|Freiberg|Köhler|Blount|Klippel-Feil|Marfan|Ehlers-Danlos|Turner|Down|Noonan|Williams|Kawasaki|Takayasu
    |Behçet|Raynaud|Buerger|Wegener|Churg-Strauss|Sjögren|Still|Gaucher|Pompe|Fabry|Huntington|Pick|Creutzfeldt-Jakob|Guillain-Barré|Bell|Ménière|Horner|Brown-Séquard|Tourette|Sturge-Weber|von Hippel-Lindau|von Recklinghausen|Arnold-Chiari|Chiari
    |Dandy-Walker|Budd-Chiari|Caroli|Mirizzi|Whipple|Barrett|Zenker|Mallory-Weiss|Boerhaave|Hirschsprung|Meckel|Ogilvie|Gilbert|Castleman|Kaposi|Burkitt|Ewing|Wilms|Kaplan|Warthin|Merkel|Krukenberg|Brenner|Meigs|Asherman|Sheehan|Peyronie|Fournier
    |Dupuytren|Ledderhose|Morton|Haglund|Baker|Baastrup|Bertolotti|Tarlov|Schmorl|Modic|Pfirrmann|Kümmell|Sudeck|Charcot|Lyme|Tietze|Mondor|Poland|Pancoast|Caplan|Goodpasture|Kartagener|Hamman-Rich|Löffler|Eisenmenger|Fallot|Ebstein|Brugada|Dressler
    |Takotsubo|Lown|Wolff-Parkinson-White|Marfan|Leriche|May-Thurner|Paget-Schroetter|Virchow|Berger|Alport|Bartter|Gitelman|Colles|Smith|Barton|Bennett|Rolando|Galeazzi|Monteggia|Essex-Lopresti|Hill-Sachs|Bankart|Lisfranc|Chopart|Jones|Maisonneuve
    |Weber|Salter-Harris|Segond|Tillaux|Jefferson|Chance|Hangman|Le Fort|Duverney|Malgaigne|Garden|Pauwels|Neer|Schatzker|Gustilo|Mason|Denis|Lauge-Hansen|Bosniak|Gleason|Fleischner|Agatston|Fazekas|Child-Pugh|Glasgow|Cobb|Risser|Kellgren-Lawrence
    |Stanford|DeBakey|Fontaine|Rutherford|Forrest|Ann Arbor|Breslow|Clark|Fuhrman|Graf|Tanner|Greulich-Pyle|Bochdalek|Morgagni|Kerley|Hampton|Westermark|Hounsfield|Bowman|Gerota|Glisson|Couinaud|Cantlie|Riedel|Morison|Douglas|Vater|Oddi|Treitz
    |Wirsung|Santorini|Cooper|Hesselbach|Spiegel|Richter|Littre|Petersen|Willis|Galen|Rathke|Sylvius|Broca|Wernicke|Monro|Luschka|Magendie|Virchow-Robin|Heubner|Labbé|Trolard|Percheron|Adamkiewicz|Batson|Hunter|Guyon|Scarpa|Achilles|Hoffa|Cowper
    |Bartholin|Skene|Naboth|Gartner|Nissen|Billroth|Roux-en-Y|Hartmann|Lanz|Bassini|Lichtenstein|Shouldice|Ivor Lewis|Fontan|Glenn|Norwood|Rastelli|Ross|Bentall|Blalock-Taussig|Jatene|Mustard|Senning|Kasai|Ladd|Bishop|Pfannenstiel|Kocher
    |Rosenberg|Merchant|Lauenstein|Judet|Stryker|Grashey|Zanca|Velpeau|Towne|Waters|Caldwell|Water|Stenvers|Schüller|Harris|Broden|Ferguson|Danelius-Miller|Dunn|Lequesne|Law|Mayer|Rhese|Hirtz|Swimmer|Norgaard|Stecher|Robert|Lowenstein|Cleaves|Hughston
    |Murphy|McBurney|Lasègue|Babinski|Romberg|Phalen|Tinel|Homans|Allen|Thomas|Trendelenburg|Valsalva|Lachman|McMurray|Finkelstein|Patrick|Spurling|Hawkins|Kernig|Brudzinski|Rovsing|Cullen|Grey Turner|Levine|Beck|Kussmaul|Cheyne-Stokes|Ranson
    |Epstein-Barr|Coxsackie|Sprengel|Madelung|Kohler|Panner|Preiser|Ollier|Maffucci|Albright|McCune-Albright|Albers-Schönberg|Caffey|Morquio|Hurler|Hunter|Legg-Calvé-Perthes|Sinding-Larsen-Johansson|Gorham|Erdheim-Chester|Rosai-Dorfman|Langerhans"""
)

EPONYM_HEADS = {
    'en': _list("disease|syndrome|'s disease|cyst|fracture|sign|view|views|projection|lymphoma|tumor|tumour|sarcoma|angle|classification|score|grade|type 2|stage III|criteria|lesion|deformity|procedure|operation|repair|pouch|duct|ligament|hernia|palsy|phenomenon|contracture|neuroma|node|nodes|line|lines|space|triangle|canal|fat pad|maneuver|test|stain|method|technique|view left|incision|anastomosis|flap|fundoplication|diverticulum|esophagus|thyroiditis|arteritis|malformation|anomaly|index|units|scale 15|shunt|virus|level IV|spots|bodies|membrane"),
    'de': _list('Syndrom|-Krankheit|-Fraktur|-Zyste|-Klassifikation|-Aufnahme|-Zeichen|-Winkel|-Tumor|-Lymphom|-Sarkom|-Läsion|-Index|-Score|-Hernie|-Kontraktur|-Projektion|Grad II|Typ B|Stadium 3'),
    'pre_de': _list('Morbus|M.|Z.n.|V.a. M.|bek. Morbus'),
    'pre_fr': _list('maladie de|syndrome de|signe de|fracture de|kyste de|classification de|score de|lymphome de|incidence de|hernie de|névrome de|angle de|tumeur de|maladie de'),
    'pre_es': _list('enfermedad de|síndrome de|signo de|fractura de|quiste de|clasificación de|linfoma de|proyección de|hernia de|neuroma de|ángulo de|tumor de|escala de'),
    'pre_it': _list('morbo di|malattia di|sindrome di|segno di|frattura di|cisti di|classificazione di|linfoma di|proiezione di|ernia di|neuroma di|angolo di|m. di'),
    'pre_pt': _list('doença de|síndrome de|sinal de|fratura de|cisto de|classificação de|linfoma de|incidência de|hérnia de|neuroma de|ângulo de|tumor de|escala de'),
    'pre_nl': _list('ziekte van|morbus|syndroom van|fractuur van|cyste van|teken van|opname volgens'),
}

#: An eponym without its noun, as orders have it.
EPONYM_ALONE = _list(
    """r/o {0}|rule out {0}|? {0}|?{0}|known {0}|hx of {0}|h/o {0}|possible {0}|suspected {0}|s/p {0}|status post {0}|post {0}|{0} II|{0} IIIA|{0} type II|{0} 3|{0}, {1}|{0} and {1}|{0} vs {1}|{0}/{1}|evaluate for {0}|eval {0}|{0} positive|positive {0}|{0} neg
    |{0}-{1}|{0}-{1} syndrome|V.a. {0}|Z.n. {0}|bek. {0}|suspicion de {0}|sospecha de {0}|sospetto {0}|suspeita de {0}|verdenking {0}|{0} tubercle|{0}'s tubercle|{0} plexus|{0} fossa|{0} nerve|{0} muscle|{0} foramen|tubercle of {0}|ligament of {0}|canal of {0}|node of {0}|foramen of {0}
    |{0} stent|{0} filter|{0} catheter|{0} clip|{0} clamp|{0} plate|{0} prosthesis|{0} valve|{0} tube|{0} screw|{0} approach|{0} osteotomy|{0} procedure|{0} arthroplasty|{0}-Naht|{0}-Zelle|{0}-Plastik|{0}-Syndrom|nach {0}|n. {0}|tipo {0}|classe {0}|selon {0}|secondo {0}|según {0}"""
)
#: Of made-up drugs.
SYLLABLES = 'ab ac ad al am ar ba be bi bo bra bri ca ce ci cla co cor cy da de di do dra du el em en er es eu fa fe fi flu fo ga ge gli he hy ib im in is ka ke ko la le li lo lu ma me mi mo mu na ne ni no nu ola om or ox pa pe pi pra pro qui ra re ri ro ru sa se si so sta su ta te ti to tra tri tu ul va ve vi vo xa xe xi za ze zi zo zy'.split()
DRUG_STEMS = 'mab zumab tinib ciclib pril sartan olol dipine statin gliptin gliflozin glutide azole conazole vir navir tegravir cillin cef mycin floxacin cycline oxacin prazole tidine setron triptan azepam zolam barbital caine curonium profen coxib fenac oxicam dronate parin xaban gatran grel thiazide semide lukast terol tropium sone solone nide platin taxel rubicin trexate pam pine done peridol oxetine pramine phylline stigmine'.split()

FINDINGS = {
    'en': _list(
        """no acute intracranial abnormality|mild degenerative changes|no evidence of metastatic disease|stable appearance|nodule in the right upper lobe|pleural effusion|small hiatal hernia|fatty infiltration of the liver|status post cholecystectomy|post op day 3
        |unremarkable|limited by motion|patient moved during exam|suboptimal inspiration|contrast extravasation|allergic to iodine|allergy to penicillin|shellfish allergy|latex allergy|no known drug allergies|NKDA|hives with contrast|claustrophobic|pacemaker|MRI conditional device
        |metal in eye|hearing aids|diabetic|on metformin|renal insufficiency|eGFR 45|creatinine 1.2|pregnant|not pregnant|LMP unknown|possible pregnancy|breastfeeding|fall risk|fell from ladder|fell down stairs|MVA|motor vehicle accident|gunshot wound|stab wound|assault|sports injury
        |chest pain|shortness of breath|SOB|cough|fever|hemoptysis|abdominal pain|RUQ pain|RLQ pain|rule out appendicitis|r/o PE|r/o fracture|r/o DVT|headache|worst headache of life|dizziness|seizure|syncope|weakness|slurred speech|stroke symptoms|numbness|low back pain|radiculopathy
        |neck pain|knee pain|hip pain after fall|swelling|redness|lump|breast lump|family history of breast cancer|screening|annual screening|lung cancer screening|smoker 30 pack years|known lung cancer|breast cancer stage II|lymphoma follow up|restaging|staging|history of melanoma
        |prostate cancer|elevated PSA|PSA 6.5|hematuria|flank pain|kidney stones|UTI|dysuria|weight loss|anemia|GI bleed|jaundice|elevated LFTs|cirrhosis|hepatitis C|HIV|tuberculosis|pneumonia|COVID-19|COPD exacerbation|CHF|atrial fibrillation|hypertension|MI|CABG|valve replacement
        |post surgical changes|s/p ORIF|hardware intact|total knee replacement|total hip arthroplasty|osteomyelitis|diabetic foot|ulcer|wound|abscess|hematoma|line placement|tube placement|ETT position|confirm NG tube placement|PICC placement|patient refused|unable to hold still|sedated
        |exam done under general anesthesia|performed by tech|images reviewed by radiologist|compared with prior|comparison none|see report|technically limited study|repeat exam|repeat in six months|recommend follow up|clinical correlation advised|discussed with the emergency physician
        |results called to the referring physician|ordered by emergency department|referred by GP|requested by surgery|seen by neurology|seen in clinic|sent from outside hospital|transferred from outside facility|outside films|patient sent home|patient transferred to ICU|pt on oxygen
        |per protocol|per radiologist|technologist note|done at bedside|nurse present|consent signed|interpreter needed|wheelchair|stretcher|walks with cane|patient is blind|deaf|isolation precautions|MRSA|C. diff|contact precautions|DNR|full code|dialysis on site|difficult IV access|20g left AC|injected 100 ml at 3 ml/s
        |head injury|mark the site of pain|skin marker placed over palpable lump|BB marker at nipple|long axis view|short axis view|white matter disease|brown tumor|young patient|green stick fracture|rich vascularity|may represent artifact|will follow|hall pass|field of view too small|bay 4|day shift|summer protocol
        |best image|page 2|rice bodies|art line|chase bolus|stone protocol|bone island|wood splinter|glass in hand|snow storm appearance|ground glass opacity|tree in bud|crazy paving|lead apron|gold standard|silver stain|rose thorn|berry aneurysm|cherry red|olive sign|apple core lesion|banana fracture|pearl sign|ivory vertebra|bishop score 6
        |no prior|no change|image quality good|good opacification|poor bolus|free air|free fluid|midline shift|mass effect|chronic changes|age related changes|within normal limits|WNL|normal study|abnormal|positive|negative|indeterminate|possible|probable|suspected|known|old|new|recent|chronic|acute on chronic
        |mother had breast cancer|father had colon cancer|sister with ovarian cancer|patient's wife present|son accompanied patient|lives alone|nursing home resident|veteran|retired|works as carpenter|construction worker|school nurse|sports medicine|for the doctor|for surgeon|please call with results|call ER with results|stat read
        |x 3 weeks|x 2 days|for 6 months|since yesterday|3 days ago|two weeks ago|last month|last week|1 year follow up|6 month follow up|next visit in 3 months|day 1|week 12|baseline|cycle 3|visit 2|timepoint 4|post treatment|pre treatment|arm A|cohort B|site 001|phase II"""
    ),
    'de': _list(
        """kein Nachweis einer Fraktur|keine Blutung|unauffälliger Befund|Z.n. OP|Z.n. Sturz|Zustand nach Sturz|Zustand nach Hüft-TEP|V.a. Appendizitis|Verdacht auf Lungenembolie|Ausschluss Fraktur|Ausschluss Blutung|A. Blutung|Kopfschmerzen|Schwindel|Rückenschmerzen|Bauchschmerzen
        |Husten seit Wochen|Fieber|Atemnot|Kontrolle nach Operation|Verlaufskontrolle|Staging|Metastasensuche|bekanntes Mammakarzinom|Bronchialkarzinom|Tumornachsorge|Vorsorge|Allergie gegen Jod|Kontrastmittelallergie|Penicillinallergie|keine Allergien bekannt|Kreatinin 1,1|Niereninsuffizienz
        |Schilddrüsenüberfunktion|Herzschrittmacher|Schwangerschaft ausgeschlossen|nicht schwanger|Klaustrophobie|Patient unruhig|Patient nicht kooperativ|Bewegungsartefakte|Aufnahme im Liegen|im Bett|Intensivstation|Notaufnahme|ambulant|stationär|Station 3B|Zuweisung durch Hausarzt
        |vom Hausarzt überwiesen|Anforderung durch Chirurgie|Befund an Station|mit Dienstarzt besprochen|Rücksprache mit Radiologe|durch MTRA|Fremdbilder|Voraufnahmen extern|Vergleich mit Voraufnahme|Diabetes mellitus|Hypertonie|Vorhofflimmern|KHK|Marcumar|seit 3 Tagen|vor 2 Wochen|seit gestern
        |Schmerzen im Knie|Distorsion|Prellung|Gelenkerguss|Meniskusriss|Kreuzbandruptur|Bandscheibenvorfall|Spinalkanalstenose|Arthrose|Gonarthrose|Lagekontrolle|Tubuslage|ZVK Lage|Pneumothorax|Pleuraerguss|Pneumonie|Rundherd|Leberzyste|Gallensteine|Nierenstein|Harnstau|Lange Aufnahme
        |Kleiner Befund|Große Zyste|Schwarzer Rand|Weiße Substanz|Kurze Achse|Junge Patientin|Berg und Talfahrt|König Drain|Kaiserschnitt|Bauchlage|Fuchs Sitz|Wolff-Parkinson-White|Jäger Punkt|Richter Hernie|Mutter mit Mammakarzinom|Vater KHK|Ehefrau anwesend|lebt allein|Pflegeheim"""
    ),
    'fr': _list(
        """absence de fracture|pas d'hémorragie|examen normal|examen sans particularité|suspicion d'embolie pulmonaire|recherche de fracture|douleur abdominale|douleur thoracique|céphalées|vertiges|lombalgies|chute à domicile|traumatisme crânien|AVP|dyspnée|toux|fièvre|contrôle postopératoire
        |bilan d'extension|cancer du sein|cancer bronchique|surveillance|dépistage|antécédent de cancer|allergie à l'iode|allergie à la pénicilline|pas d'allergie connue|insuffisance rénale|créatinine 90|diabète|HTA|porteur d'un pacemaker|grossesse exclue|claustrophobie|patient agité
        |artéfacts de mouvement|au lit du malade|réanimation|urgences|adressé par le médecin traitant|demandé par les urgences|vu en consultation|avis neurologique|comparaison avec l'examen antérieur|examens extérieurs|prothèse de hanche|lésion méniscale|hernie discale|arthrose|épanchement pleural
        |pneumopathie|nodule pulmonaire|lithiase rénale|colique néphrétique|depuis 3 jours|il y a deux semaines|suivi à 6 mois|résultat transmis au service|contrôle de sonde|mère avec cancer du sein|père diabétique|patient sourd|vit seul|petit nodule|grand axe|substance blanche|long axe"""
    ),
    'es': _list(
        """sin signos de fractura|sin hemorragia|estudio normal|sin alteraciones significativas|sospecha de TEP|descartar fractura|descartar apendicitis|dolor abdominal|dolor torácico|cefalea|mareo|lumbalgia|caída en domicilio|traumatismo craneal|accidente de tráfico|disnea|tos|fiebre
        |control postoperatorio|estadificación|cáncer de mama|cáncer de pulmón|seguimiento|cribado|antecedente de neoplasia|alergia al yodo|alergia a penicilina|sin alergias conocidas|insuficiencia renal|creatinina 1.1|diabetes|HTA|portador de marcapasos|embarazo descartado|claustrofobia
        |paciente agitado|artefacto de movimiento|portátil en UCI|urgencias|derivado por médico de familia|solicitado por urgencias|valorado por neurología|comparado con estudio previo|estudio externo|prótesis de cadera|rotura meniscal|hernia discal|artrosis|derrame pleural|neumonía|nódulo pulmonar
        |litiasis renal|cólico nefrítico|desde hace 3 días|hace dos semanas|control en 6 meses|control de sonda|madre con cáncer de mama|padre diabético|vive solo|paciente sordo|sustancia blanca|eje largo|eje corto|campo pequeño|piedra renal"""
    ),
    'it': _list(
        """non fratture|non emorragia|esame nella norma|nella norma|sospetta embolia polmonare|sospetta frattura|dolore addominale|dolore toracico|cefalea|vertigini|lombalgia|caduta accidentale|trauma cranico|incidente stradale|dispnea|tosse|febbre|controllo postoperatorio|stadiazione
        |carcinoma mammario|neoplasia polmonare|follow-up|screening|pregressa neoplasia|allergia allo iodio|allergia alla penicillina|nessuna allergia nota|insufficienza renale|creatinina 1,1|diabete|ipertensione|portatore di pacemaker|gravidanza esclusa|claustrofobia|paziente agitato
        |artefatti da movimento|a letto in rianimazione|pronto soccorso|inviato dal medico curante|richiesto dal pronto soccorso|valutato dal neurologo|confronto con precedente|esami esterni|protesi d'anca|lesione meniscale|ernia discale|artrosi|versamento pleurico|polmonite|nodulo polmonare
        |calcolosi renale|colica renale|da 3 giorni|due settimane fa|controllo a 6 mesi|controllo sondino|madre con carcinoma mammario|padre diabetico|vive da solo|sostanza bianca|asse lungo|asse corto|piccola cisti|grande nodulo"""
    ),
    'pt': _list(
        """sem sinais de fratura|sem hemorragia|exame normal|sem alterações|suspeita de TEP|afastar fratura|dor abdominal|dor torácica|cefaleia|tontura|lombalgia|queda da própria altura|trauma de crânio|acidente de trânsito|dispneia|tosse|febre|controle pós-operatório|estadiamento
        |câncer de mama|câncer de pulmão|seguimento|rastreamento|história de neoplasia|alergia a iodo|alergia a penicilina|nega alergias|insuficiência renal|creatinina 1,1|diabetes|HAS|portador de marcapasso|gravidez descartada|claustrofobia|paciente agitado|artefatos de movimento|leito UTI
        |pronto-socorro|encaminhado pelo posto|solicitado pela emergência|avaliado pela neurologia|comparado com exame anterior|exame externo|prótese de quadril|lesão meniscal|hérnia discal|artrose|derrame pleural|pneumonia|nódulo pulmonar|cálculo renal|há 3 dias|há duas semanas
        |controle em 6 meses|controle de sonda|mãe com câncer de mama|pai diabético|mora sozinho|substância branca|eixo longo|campo pequeno"""
    ),
    'nl': _list(
        """geen fractuur|geen bloeding|geen afwijkingen|verdenking longembolie|uitsluiten fractuur|buikpijn|pijn op de borst|hoofdpijn|duizeligheid|lage rugpijn|val van trap|trauma capitis|verkeersongeval|kortademig|hoesten|koorts|controle na operatie|stadiëring|mammacarcinoom|longkanker
        |follow-up|screening|jodiumallergie|geen allergieën bekend|nierinsufficiëntie|kreatinine 90|diabetes|hypertensie|pacemaker|niet zwanger|claustrofobie|patiënt onrustig|bewegingsartefact|op IC|SEH|verwezen door huisarts|aangevraagd door SEH|vergeleken met vorig onderzoek
        |heupprothese|meniscusletsel|hernia|artrose|pleuravocht|pneumonie|nodus|nierstenen|sinds 3 dagen|twee weken geleden|controle over 6 maanden|moeder borstkanker|vader diabeet|woont alleen|witte stof|lange as|jonge patiënt|de lange as|bakkers cyste"""
    ),
    'ja': _list('異常なし|骨折なし|経過観察|術後フォロー|腹痛|胸痛|頭痛|めまい|発熱|咳|肺炎疑い|骨折疑い|造影剤アレルギーなし|アレルギーあり|妊娠なし|ペースメーカーあり|体動あり|救急外来|病棟|肺癌術後|乳癌術後|転移検索|検診|前回と比較|検査中止|同意書あり|転倒|腰痛|高血圧|糖尿病'),
    'zh': _list('未见异常|未见骨折|术后复查|腹痛|胸痛|头痛|头晕|发热|咳嗽|肺炎待排|骨折待查|无过敏史|碘过敏|孕妇禁忌|起搏器|运动伪影|急诊|病房|肺癌术后|乳腺癌术后|转移筛查|体检|与前片比较|检查中止|摔倒|腰痛|高血压|糖尿病|建议复查|请结合临床'),
    'ko': _list('이상 소견 없음|골절 없음|추적 관찰|수술 후 추적|복통|흉통|두통|어지러움|발열|기침|폐렴 의심|골절 의심|조영제 알레르기|알레르기 없음|임신 아님|심박동기|움직임|응급실|병동|폐암 수술 후|유방암|전이 검사|검진|이전 검사와 비교|낙상|요통|고혈압|당뇨'),
    'ru': _list('без патологии|перелома нет|контроль после операции|боль в животе|боль в груди|головная боль|головокружение|температура|кашель|подозрение на пневмонию|подозрение на перелом|аллергия на йод|аллергии нет|беременность исключена|кардиостимулятор|артефакты движения|приёмное отделение|реанимация|рак лёгкого|поиск метастазов|скрининг|сравнение с предыдущим|падение|боль в спине|гипертония|диабет|bez patologii|kontrol posle operatsii'),
}

#: What stands before a person: `left` words belong to nobody once the name is gone.
PERSON_LABELS = {
    'en': _list(
        """Name:|Patient:|Pt:|Patient name:|Pt name |patient |pt |for |for patient |re: |Re |ATTN: |attn |from |by |with |per |c/o |via |Ordered by |ordered by: |Ordering physician: |Ordering: |Ref by |Referred by |referred by: |referring physician |Ref: |Ref. Phys. |Requested by |requesting: |Req by
        |Read by |read by: |Reviewed by |Reported by |Dictated by |Signed by |signed: |Electronically signed by |Performed by |performed by |Tech: |tech |Technologist: |Technologist |RT: |Operator: |operator |op: |scanned by |done by |Attending: |attending |Resident: |surgeon |Surgeon: |Surgery by |PCP |PCP: |pcp |GP |GP:
        |seen by |called to |Called |called |notified |Notified |discussed with |d/w |D/W |spoke with |spoke to |cc: |cc |copy to |Send report to |send to |Contact: |contact |call |Call |phone |next of kin |NOK: |Emergency contact: |mother |mother of |Mother: |father |daughter of |son of |wife |husband |brother |sister |Guardian: |baby of |BABY OF |BB |BG
        |Dr |Dr. |dr |dr. |DR |DR. |Doctor |doctor |Prof. |Prof |Professor |Mr. |Mr |mr |Mrs. |Mrs |Ms. |Ms |Miss |Sir |Nurse |nurse |RN |consultant |under |followed by |care of |Pat: |PN: |PatName= |name= |User: |user=|OperatorName=|Operators: |login |Author: |Verified by |approved by |Physician: |MD: |Physicist: |for Dr. |by Dr |per Dr. |w/ Dr |to Dr. """
    ),
    'de': _list(
        """Name:|Patient:|Pat.:|Pat. |Patient |Herr |Frau |Hr. |Fr. |Hr |Fr |Dr. |Dr. med. |Prof. |Prof. Dr. |PD Dr. |OA |OA Dr. |OÄ |CA Dr. |Zuweiser: |Zuweiser |Überweiser: |überwiesen von |Überweisung Dr. |Zuweisung durch |zugewiesen von |angefordert von |Anforderer: |Anfordernder Arzt: |durch |von |für |an |bei |Hausarzt: |Hausarzt Dr. |HA Dr.
        |befundet von |Befund: |Befunder: |diktiert von |vidiert |Unterschrift: |MTRA |MTA |MTRA: |Untersucher: |Operateur |Bediener: |Rücksprache mit |Telefonat mit |besprochen mit |Bericht an |Mutter |Vater |Tochter von |Sohn von |Ehefrau |Ehemann |Kontakt: |Angehörige: |Betreuer: |zu Händen |z.Hd. |geb. """
    ),
    'fr': _list(
        """Nom :|Nom: |Patient : |Patient: |patient |M. |Mme |Mlle |Monsieur |Madame |Dr |Dr. |Docteur |docteur |Pr |Professeur |adressé par |adressé par le Dr |demandé par |Demandeur : |prescrit par |Prescripteur: |médecin traitant |médecin traitant: |lu par |interprété par |validé par |signé |manipulateur |Manip : |par |pour |chez
        |avec |opérateur |Opérateur: |chirurgien |contact |contacter |appeler |mère |père |fils de |fille de |épouse |mari |copie à |à l'attention de |née """
    ),
    'es': _list(
        """Nombre:|Nombre: |Paciente: |paciente |Pte: |pte |Sr. |Sra. |Sr |Sra |Don |Doña |D. |Dña. |Dr. |Dra. |Dr |Dra |Doctor |doctora |Prof. |solicitado por |Solicita: |Médico solicitante: |médico: |Médico |remitido por |derivado por |informado por |Informa: |leído por |firmado |técnico |Técnico: |TSID |operador |por |para |con |cirujano
        |contacto |llamar a |avisar a |madre |padre |hijo de |hija de |esposa |marido |copia a |a la atención de |acompañado por """
    ),
    'it': _list(
        """Nome:|Nome: |Paziente: |paziente |pz |Pz: |Sig. |Sig.ra |Signor |Signora |Dott. |Dott.ssa |Dr. |Dr |Dr.ssa |Prof. |Prof.ssa |richiesto da |Richiedente: |Medico richiedente: |inviato da |inviato dal dott. |medico curante |refertato da |Referto: |firmato |TSRM |TSRM: |tecnico |operatore |da |per |con |chirurgo |contattare |chiamare |madre |padre
        |figlio di |figlia di |moglie |marito |copia a |alla c.a. """
    ),
    'pt': _list(
        """Nome:|Nome: |Paciente: |paciente |pac. |Sr. |Sra. |Sr |Sra |Senhor |Dona |Dr. |Dra. |Dr |Dra |Doutor |Prof. |solicitado por |Solicitante: |Médico solicitante: |médico |encaminhado por |laudado por |Laudo: |assinado |técnico |Técnico: |operador |por |para |com |cirurgião |contato |ligar para |mãe |pai |filho de |filha de |esposa
        |marido |cópia para |aos cuidados de |acompanhado por """
    ),
    'nl': _list(
        """Naam:|Naam: |Patiënt: |patiënt |pt |Dhr. |dhr |Mw. |mw |Mevr. |Meneer |Dr. |dr. |drs. |Prof. |aangevraagd door |Aanvrager: |verwezen door |verwijzer |Huisarts: |huisarts |gelezen door |verslag |laborant |Laborant: |MBB'er |door |voor |van |met |chirurg |contact |bellen |moeder |vader |zoon van |dochter van |echtgenote |t.a.v. """
    ),
    'ja': _list('氏名:|患者名:|患者:|患者 |医師:|担当医:|主治医 |依頼医:|技師:|読影:|撮影者:|紹介元 |担当 '),
    'zh': _list('姓名:|姓名：|患者:|患者|病人:|医师:|医生:|主治医师 |申请医师:|技师:|审核:|报告医师:|检查者:|家属|联系人:'),
    'ko': _list('성명:|이름:|환자:|환자 |의사:|담당의 |의뢰의:|판독의:|검사자:|방사선사 |보호자 '),
    'ru': _list('ФИО: |Пациент: |пациент |Врач: |врач |д-р |Направил: |направлен |лаборант |Рентгенлаборант: |оператор |мать |сын |для '),
}
PERSON_TAILS = {
    'ja': _list('様|さん|先生|医師|技師|氏| 様| 先生'),
    'zh': _list('先生|女士|医生|医师|主任|技师|'),
    'ko': _list('님| 님|씨| 선생님| 교수| 원장|'),
    'en': _list(', MD| MD|, M.D.| DO|, DO|, RN| RN| RT(R)| RT| NP| PA-C| PhD| Jr.| Jr| III| Sr| Esq| FRCR|, FACR| M.D.| DPM| DMD| CRNA'),
    'de': _list(' (MTRA)| (Chirurgie)|, Arzt|, Facharzt für Radiologie| (OA)'),
}

ID_LABELS = {
    'en': _list('MRN |MRN:|MRN: |MRN#|mrn |MR# |Med Rec |ID |ID:|ID: |Pt ID |PID |PID=|PatID: |Patient ID: |Acc |Acc#|ACC#|ACC:|Accession |Accession: |Acc. No. |Account |Acct#|Visit |Visit# |Encounter |CSN |FIN |FIN#|HAR |Case |Case# |Case no. |Order |Order# |ORD|Req |Req# |SSN |SSN: |NHS |NHS No |NHS: |CHI |Medicare |Member ID |Policy |Ins# |DL |License |Lic# |Badge |UR |URN |Hosp No |Hospital number |Chart |chart # |File |Ref no |#|No. |no '),
    'de': _list('Pat-ID |Pat-Nr. |Pat.Nr. |PatID:|PID |Fallnr. |Fallnummer |Fall-Nr. |Fall |Auftragsnr. |Auftrag |Vers.-Nr. |Versichertennr. |KV-Nr. |Akte |Aktenzeichen |Nr. |Nr.|ID |Barcode |LANR |BSNR |Anforderungsnr. |AHV '),
    'fr': _list('IPP |IPP: |NIP |dossier n° |dossier |N° |n° dossier |NIR |n° sécu |numéro |accession |demande n° |RPPS |NDA |examen n° '),
    'es': _list('NHC |NHC: |HC |historia |nº historia |N° |nº |DNI |DNI: |NIE |NASS |CIP |CIPA |tarjeta |expediente |accession |petición |solicitud |colegiado |NºCol: '),
    'it': _list('CF |C.F. |codice fiscale |cod. |ID |ID paz. |n. |nr. |nosologico |cartella |matricola |tessera |accession |richiesta n. |impegnativa '),
    'pt': _list('prontuário |Prontuário: |RG |CPF |CPF: |SUS |CNS |registro |reg. |nº |N. processo |processo |atendimento |pedido |acesso |NIF |utente '),
    'nl': _list('pat.nr. |patiëntnummer |ID |BSN |BSN: |nr. |dossier |order |zisnr |opdracht '),
    'ja': _list('ID:|患者ID |ID |番号 |カルテ番号 |検査番号 |受付番号 '),
    'zh': _list('ID:|住院号|住院号:|门诊号:|病历号 |检查号:|身份证号|卡号'),
    'ko': _list('등록번호 |환자번호:|ID:|접수번호 |주민번호 '),
    'ru': _list('ИБ № |карта № |№ |СНИЛС |полис |ID |номер '),
}

DATE_LABELS = {
    'en': _list('DOB |DOB: |DOB:|dob |D.O.B. |born |Born |birthdate |on |On |exam |Exam date: |study date |Date: |date |dated |from |since |LMP |LMP: |DOS |DOI |surgery |Sx |s/p surgery |op |prior |Prior |prior from |compared to |comparison |last exam |last seen |scheduled |due |Due |EDD |admit |admitted |discharged |d/c |expires |Rev |until |as of |chemo |biopsy |injury |CT |MRI |f/u '),
    'de': _list('geb. |Geb. |*|geboren am |geb. am |Geburtsdatum: |GebDat |vom |am |Datum: |OP am |OP |Z.n. OP |Voraufnahme vom |seit |Aufnahme |Untersuchung vom |Unfall am |Termin |bis |Kontrolle '),
    'fr': _list('né le |née le |DDN |ddn : |date de naissance |le |du |Date : |opéré le |depuis le |examen du |comparé au |prévu le |DDR '),
    'es': _list('nacido el |FN |F.Nac. |fecha de nacimiento |fecha |Fecha: |el |del |desde |operado el |previo |control |cita |FUM |ingreso '),
    'it': _list('nato il |nata il |data di nascita |data |Data: |il |del |dal |operato il |esame del |precedente del |controllo |UM |ricovero '),
    'pt': _list('nascido em |DN |DN: |nasc. |data |Data: |em |de |desde |operado em |exame de |retorno |DUM |internação '),
    'nl': _list('geb. |geboren |gebdat |datum |op |d.d. |dd |sinds |operatie |vorig onderzoek |controle '),
    'ja': _list('生年月日 |検査日 |撮影日:|手術日 |前回 |日付 '),
    'zh': _list('出生日期:|生日|检查日期:|手术日期|日期:|上次'),
    'ko': _list('생년월일 |검사일 |수술일 |일자:|이전 '),
    'ru': _list('дата рождения |д.р. |дата |от |с |операция '),
}

PHONE_LABELS = _list('Tel |Tel. |Tel: |tel. |Tel.: |phone |Phone: |Ph: |ph |Ph. |cell |Cell: |mobile |Mobil |Fax |fax: |Fax: |pager |Pager: |beeper |call |call back |callback |ext. |contact |Telefon |Tel.Nr. |Handy |Rückruf |tél |Tél. |tél : |port. |Teléfono: |tfno |tlf |móvil |telefono |cell. |telefone |fone |cel |whatsapp |tel.nr. |電話 |电话:|전화 |тел. |@ ')
ADDRESS_LABELS = _list('Address: |address |Addr: |lives at |resides at |living at |home: |Home address |from |moved to |lives in |born in |resident of |Anschrift: |Adresse: |wohnhaft |wohnt in |aus |Wohnort: |adresse |domicilié |habite à |demeurant |né à |Domicilio: |vive en |reside en |natural de |dirección |residente in |indirizzo |nato a |abita a |via |Endereço: |mora em |residente em |natural de |adres |woont te |wonende |住所 |地址:|주소 |адрес |transferred from |visiting from |flew in from |travel to |works in |sent from |ex |in |at ')
INSTITUTION_LABELS = _list('at |from |@ |@|to |transferred from |transfer from |sent from |seen at |done at |Prior at |performed at |Institution: |Site: |site |Hospital: |Facility: |facility |Location: |loc: |Dept: |outside films from |outside CT |OSH |ref |referred from |Zuweisung |aus |vom |von |im |verlegt aus |Einrichtung: |Klinik: |Voraufnahme |externe Aufnahme |de |du |à |transféré de |Établissement : |Centro: |desde |procedente de |trasladado de |en |Hospital: |da |dal |presso |inviato da |proveniente da |Ospedale: |do |no |encaminhado de |vindo do |Instituição: |uit |van |施設: |来自|병원: |из |for |care at |study at |admitted to |results to |cc |property of |© ')
