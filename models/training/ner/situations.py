"""Where somebody is named without a label: sentences, wards, owners, and words that signs tie to a description.

Written for this generator. `{n}` is a person's name, `{s}` a surname alone.
"""

from phrases import _list

#: What is said of and to people, by language.
SENTENCES = {
    'en': _list(
        """discussed with {n}|spoke to {n} about timing|{n} called with results|{n} to review|please let {n} know|{n} aware|reported to {n} by phone|as per {n}|{n} wants this today|{n} will see in clinic|seen by {n} this morning|{n} was seen after a fall
        |{n} complains of headache|{n} did not attend|{n} could not hold still|{n} came back for a second series|{n} refused contrast|scan of {n}|images of {n}|{n}'s scan|{n}'s left knee|{n}'s prior study|{n}'s request|repeat for {n}|this is {n}
        |wrong patient, should be {n}|images belong to {n}|merged with {n}|formerly {n}|now {n}|alias {n}|not {n}|same as {n}|twin of {n}|neighbour of {n}|accompanied by {n}|held by {n}|positioned by {n}|IV by {n}|{n} placed the line|{n} scrubbed in|{n} assisting
        |covering for {n}|{n} on call|{n} signed off|{n} disagrees|second opinion {n}|{n} prefers thin slices|{n} asked for obliques|{n} protocolled|{n} checked|ok {n}|thanks {n}|hi {n}|dear {n}|attn {n}|{n} please|ask {n}|per {n} request|{n} only|{n} list|{n} clinic|list of {n}
        |operated on by {n}|surgery {n}|graft by {n}|{n} revised the hip|wife {n} present|husband {n} waiting outside|daughter {n} translates|lives with {n}|carer {n}|guardian {n} signed|baby {s}|baby boy {s}|girl {s}|child {s}|the {s} boy|mr and mrs {s}|family {s}"""
    ),
    'de': _list(
        """besprochen mit {n}|Rücksprache {n}|{n} informiert|{n} wünscht Verlauf|{n} hat angerufen|bitte an {n}|lt. {n}|nach {n} verlegt|von {n} gesehen|{n} klagt über Schmerzen|{n} kommt zur Kontrolle|{n} war unruhig|{n} ist gestürzt|{n} wurde operiert|Aufnahmen von {n}|Bilder von {n}
        |Befund {n}|Verwechslung mit {n}|gehört zu {n}|früher {n}|jetzt {n}|op. von {n}|operiert durch {n}|{n} einverstanden|Vertretung {n}|Zweitmeinung {n}|{n} bittet um Rückruf|{n} fragt nach Metastasen|Liste {n}|Sprechstunde {n}|Tochter {n} anwesend|Sohn {n} übersetzt
        |Ehefrau {n} informiert|Betreuer {n} zugestimmt|Baby {s}|Kind {s}|Familie {s}|herr {s} unruhig|frau {s} hat atemnot|herrn {s} mitgeteilt|schwester {s}|kollege {s}|Kollegin {s}|Nachbar von {n}|gehalten von {n}|Zugang durch {n}|gelegt von {n}"""
    ),
    'fr': _list(
        """discuté avec {n}|vu avec {n}|{n} prévenu|{n} demande un contrôle|appeler {n}|selon {n}|adressé à {n}|{n} se plaint de douleurs|{n} est tombé|{n} a refusé l'injection|images de {n}|examen de {n}|appartient à {n}|confusion avec {n}|opéré par {n}|posé par {n}|avis {n}
        |{n} absent|à l'attention de {n}|relecture {n}|consultation {n}|sa fille {n} présente|son fils {n}|bébé {s}|enfant {s}|famille {s}|monsieur {s} agité|madame {s} revient|remplacé par {n}|tenu par {n}"""
    ),
    'es': _list(
        """comentado con {n}|hablado con {n}|{n} avisado|{n} solicita control|llamar a {n}|según {n}|visto con {n}|{n} refiere dolor|{n} se cayó|{n} rechaza contraste|imágenes de {n}|estudio de {n}|pertenece a {n}|confundido con {n}|operado por {n}|colocado por {n}
        |a la atención de {n}|consulta {n}|lista de {n}|su hija {n} presente|su hijo {n}|bebé {s}|niño {s}|familia {s}|señor {s} inquieto|acompañado por {n}|revisado con {n}|segunda opinión {n}"""
    ),
    'it': _list(
        """discusso con {n}|sentito {n}|{n} avvisato|{n} chiede controllo|chiamare {n}|secondo {n}|visto con {n}|{n} riferisce dolore|{n} è caduto|{n} rifiuta il contrasto|immagini di {n}|esame di {n}|appartiene a {n}|scambiato con {n}|operato da {n}|posizionato da {n}
        |all'attenzione di {n}|ambulatorio {n}|lista {n}|la figlia {n} presente|il figlio {n}|neonato {s}|bambino {s}|famiglia {s}|signor {s} agitato|accompagnato da {n}|rivisto con {n}"""
    ),
    'pt': _list(
        """discutido com {n}|falado com {n}|{n} avisado|{n} solicita controle|ligar para {n}|segundo {n}|visto com {n}|{n} refere dor|{n} caiu em casa|{n} recusou contraste|imagens de {n}|exame de {n}|pertence a {n}|trocado com {n}|operado por {n}|colocado por {n}
        |aos cuidados de {n}|consulta {n}|lista de {n}|filha {n} presente|filho {n}|bebê {s}|criança {s}|família {s}|senhor {s} agitado|acompanhado por {n}|revisto com {n}|rn de {n}"""
    ),
    'nl': _list(
        """besproken met {n}|overleg {n}|{n} gebeld|{n} vraagt controle|bellen met {n}|volgens {n}|gezien door {n}|{n} klaagt over pijn|{n} is gevallen|{n} weigert contrast|beelden van {n}|onderzoek van {n}|hoort bij {n}|verwisseld met {n}|geopereerd door {n}|geplaatst door {n}
        |t.a.v. {n}|spreekuur {n}|dochter {n} aanwezig|zoon {n}|baby {s}|kind {s}|familie {s}|meneer {s} onrustig|mevrouw {s} benauwd|samen met {n}"""
    ),
    'ru': _list('обсуждено с {n}|вызвал {n}|пациент {n} жалуется на боль|направил {n}|осмотрен {n}|снимки {n}|оперировал {n}|дочь {n}|сын {n}|ребёнок {s}|семья {s}|лаборант {n}|заключение {n}'),
    'pl': _list('omówiono z {n}|lekarz {n}|pacjent {n} zgłasza ból|pacjentka {n}|skierował {n}|badanie {n}|zdjęcia {n}|operował {n}|pani {s}|pan {s}|córka {n}|syn {n}|wg {n}|proszę dzwonić do {n}|dziecko {s}|konsultacja {n}|{n} upadła w domu|opisał {n}|technik {n}'),
    'sv': _list('diskuterat med {n}|läkare {n}|patienten {n} klagar över smärta|remiss från {n}|undersökning av {n}|bilder på {n}|opererad av {n}|fru {s}|herr {s}|dotter {n}|son {n}|enligt {n}|ring {n}|barn {s}|granskat av {n}|{n} ramlade hemma|sköterska {n}|svar till {n}'),
    'tr': _list('{n} ile görüşüldü|hasta {n}|doktor {n}|Dr. {n} istedi|{n} ağrı tarif ediyor|{n} tarafından istendi|{n} tarafından çekildi|sayın {n}|{n} hanım|{n} bey|kızı {n}|oğlu {n}|bebek {s}|teknisyen {n}|{n} düştü|hemşire {n}'),
    'da': _list('drøftet med {n}|læge {n}|patient {n} klager over smerter|henvist af {n}|undersøgelse af {n}|billeder af {n}|opereret af {n}|fru {s}|hr. {s}|datter {n}|søn {n}|ifølge {n}|ring til {n}|sygeplejerske {n}|lege {n}|henvist fra {n}|pasient {n}'),
    'cs': _list('konzultováno s {n}|lékař {n}|pacient {n} udává bolest|pacientka {n}|odeslal {n}|vyšetření {n}|snímky {n}|operoval {n}|paní {s}|pan {s}|dcera {n}|syn {n}|dle {n}|volat {n}|popsal {n}|laborant {n}|sestra {n}'),
    'fi': _list('keskusteltu {n} kanssa|lääkäri {n}|potilas {n} valittaa kipua|lähettäjä {n}|hoitaja {n}|rouva {s}|herra {s}|tytär {n}|poika {n}|lausunut {n}|leikannut {n}|kuvat {n}|soita {n}'),
}  # fmt: skip

#: In the place of a name: nobody in particular, for languages that compose.ROLES has not.
NOBODY = {
    'pl': _list('neurolog|chirurg|lekarz rodzinny|rodzina|oddział|izba przyjęć|nieznany|brak|radiolog|pielęgniarka'),
    'sv': _list('neurologen|kirurgen|husläkare|familjen|avdelningen|akuten|okänd|ingen|röntgenläkare|sköterska'),
    'tr': _list('nöroloji|cerrahi|aile hekimi|yakını|servis|acil|bilinmiyor|yok|radyolog|hemşire'),
    'da': _list('neurologi|kirurgi|egen læge|familien|afdelingen|skadestuen|ukendt|ingen|radiolog|sygeplejerske'),
    'cs': _list('neurologie|chirurgie|praktický lékař|rodina|oddělení|ambulance|neznámý|žádný|radiolog|sestra'),
    'fi': _list('neurologi|kirurgi|omalääkäri|omaiset|osasto|päivystys|tuntematon|ei|radiologi|hoitaja'),
}

#: Places called after somebody: `{s}` the name, all else the kind of place.
PLACES = _list(
    """{s} ward|Ward {s}|{s} Wing|{s} unit|{s} building|{s} Pavilion|{s} House|{s} clinic|{s} Clinic|{s} Hospital|{s} hospital|{s} Surgery|{s} practice|{s} Suite|{s} Lodge|{s} Medical|{s} Imaging|{s} Radiology|{s} Ortho|{s} Hospice|{s} Center|{s} Centre|{s} Institute|{s} lab
    |Station {s}|Haus {s}|Klinik {s}|Praxis {s}|{s}-Klinik|{s}-Haus|{s}-Stift|{s}klinik|{s}stift|Klinikum {s}|Krankenhaus {s}|MVZ {s}|Radiologie {s}|{s}-Krankenhaus|Bad {s}|Kurklinik {s}|Spital {s}|pavillon {s}|salle {s}|unité {s}|clinique {s}|hôpital {s}|centre {s}|cabinet {s}
    |sala {s}|pabellón {s}|clínica {s}|hospital {s}|reparto {s}|padiglione {s}|clinica {s}|ospedale {s}|casa di cura {s}|enfermaria {s}|pavilhão {s}|afdeling {s}|kliniek {s}|{s} ziekenhuis|{s}huis|avdelning {s}|{s} sjukhus|oddział {s}|szpital {s}|nemocnice {s}|{s} hastanesi|sygehus {s}|{s} sairaala"""
)

#: What a scanner's or a list's names are tied to with signs.
OWNED = _list('scan|MRI|CT|x-ray|films|study|images|prior|request|knee|hip|left shoulder|right wrist|chest|follow up|appointment|report|results|family|mother|daughter')

#: Parts of Arabic names as they are written in Latin letters.
ARABIC = _list(
    """Ahmad|Mahmoud|Mustafa|Ibrahim|Yousef|Khaled|Tariq|Omar|Othman|Hamza|Bilal|Faisal|Nasser|Saleh|Samir|Walid|Ziad|Rami|Karim|Jamal|Fadi|Ghassan|Hisham|Imad|Issa|Jaber|Majid|Munir|Nabil|Qasim|Rashad|Sultan|Talal|Yasin|Zaki|Fatima|Aisha|Khadija|Maryam|Layla|Nour|Huda|Salma|Amina|Zainab|Rania|Samira
    |Hamdan|Mansour|Haddad|Khoury|Najjar|Sabbagh|Tamimi|Shammari|Otaibi|Ghamdi|Zahrani|Harbi|Qahtani|Dosari|Mutairi|Anazi|Baghdadi|Masri|Halabi|Hijazi|Yamani|Farouqi|Qureshi|Ansari|Maktoum|Nahyan|Sayegh|Azmi|Barakat|Darwish|Fayad|Ghanem|Hakimi|Jundi|Kanaan|Latif|Mubarak|Obeid|Rahman|Rahim|Aziz|Malik|Hamid|Salam|Karam|Wahab"""
)
