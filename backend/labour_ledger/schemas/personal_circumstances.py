"""Circumstances that point to one person: a case number, an illness, a belief, a membership.

Searched for in notes, sentence by sentence. English, French and Spanish, some Portuguese. It must not look at field
names.
"""

from __future__ import annotations

import re
from typing import Final

from .personal_subjects import is_of_one_person, is_rule, sentences
from .personal_words import PERSON_NOUN, PRONOUN

_NUMBERED: Final = (
    r"(?:no\.?|nos\.|nr\.?|n\.?\s?[°ºo]\.?|num(?:ber|[eé]ro)?\.?|n[uú]m(?:ero)?\.?|ref(?:erence)?\.?|[#:])"
)
_CASE: Final = re.compile(
    r"\b(?:case|complaint|grievance|claim|lawsuit|suit|plaint|appeal|writ|ticket|docket|petition|summons|fir"
    r"|police\s+report|incident\s+report"
    r"|court\s+file|court\s+case|case\s+file|(?:inspector|lawyer|doctor|hospital|police)(?:['’]s)?\s+file"
    r"|interview\s+(?:record|file|no)|testimony|hearing|affidavit|warrant"
    r"|tribunal\s+roll"
    r"|arbitration|gde?(?:\s+entry)?|w\.?p\.?(?:\s?\(?c\)?)?|hotline\s+file|compensation\s+(?:file|case|claim)"
    r"|medico-legal\s+report|nlrc(?:\s+case)?|roll"
    r"|dossier|plainte|affaire|requ[eê]te|proc[eè]s-verbal|pv|rg(?:\s+f)?|main\s+courante|signalement"
    r"|expediente|exp|denuncia|querella|queja|caso|folio|carpeta(?:\s+de\s+investigaci[oó]n)?|acta|amparo|juicio"
    r"|causa|toca"
    r"|processo(?:\s+trabalhista)?|boletim(?:\s+de\s+ocorr[eê]ncia)?|b\.?o|perkara|laporan)\b"
    r"(?:\s+(?:file|record|id|code|with|is|was)\b)?\W{0,3}"
    # numbered by a word, or written as registries write: with a year, a bar, letters, or four digits
    rf"(?:{_NUMBERED}\s*(?:{_NUMBERED}\s*)?(?:[A-Z]{{1,4}}[ ./-]?)?\d"
    r"|(?:[A-Z]{1,4}[ ./-]?){0,3}\d{1,7}[/-][\dA-Z]|\d{1,6}\s+(?:of|de)\s+(?:19|20)\d\d|[A-Z]{1,4}[./-]?\d{2,}"
    r"|[A-Z]{2,4}(?:[/-][A-Z]+)+[/-]\d|\d{4,})",
    re.IGNORECASE,
)
_CASE_WITH_NUMBER: Final = re.compile(
    r"\b(?:affidavit|petition|complaint|lawsuit|testimony|plainte|denuncia|expediente|dossier|hearing|summons"
    r"|docket)\b[^.;\n]{0,25}"
    r"\b(?:no\.?|n[°º]|n[uú]m\.?|#)\s*\d{3,}",
    re.IGNORECASE,
)
_REFERENCE: Final = re.compile(r"\bref(?:erence)?\.?\s*(?:no\.?\s*|:\s*)?[A-Z]{2,}(?:[/-][A-Z\d]+){2,}", re.IGNORECASE)
_OF_A_CASE: Final = re.compile(
    r"\b(?:claim|complaint|case|court|tribunal|petition|hearing|plaintiff|his|her|inspectorate|police)\b", re.IGNORECASE
)
_ILLNESS: Final = re.compile(
    r"\b(?:tuberculosis|tb|hiv|aids|pregnan(?:t|cy)|miscarr\w+|abortion|cancer\w*|tumou?r|leuk\w+|diabet\w+"
    r"|asthma\w*|epilep\w+"
    r"|seizures?|hepatitis|silicosis|byssinosis|asbestosis|depress(?:ed|ion)|anxiety|panic\s+attacks?|suicid\w+"
    r"|self-harm\w*|kill(?:ed)?\s+(?:him|her)self"
    r"|alcohol(?:ism|ic)|addict\w+|medication|treated\s+for|therapy|surgery|diagnos\w+|disease|illness|ill|sick"
    r"|disabled"
    r"|disability|paralys\w+|stroke|heart\s+(?:attack|condition|disease)|kidney\w*|malaria|dengue|covid\S*|psych\w+"
    r"|schizo\w+"
    r"|passed\s+out|anaemi\w+|gave\s+birth|giving\s+birth|unconscious|dizzy|cannot\s+(?:hear|see|walk)|vomits?"
    r"|vomited|wheelchair|eczema|traumati[sz]ed|dialys\w+|stoma|sickle\s+cell|chemo\w*|transplant\w*|gastriti\w+"
    r"|thyroid|goitre|gonorrh\w+|leprosy|polio|jaundice|typhoid|cholera|pneumonia|bronchiti\w+|sciatica|cataracts?"
    r"|glaucoma|autis\w+|mentally|months\s+(?:gone|along)|circumcis\w+|bipolar|infertil\w+|hernia|hypertension"
    r"|blood\s+pressure|syphilis"
    r"|deaf|blind|fever|ulcers?|migraine\w*"
    r"|arthritis|lupus"
    r"|(?:lost|loses|losing)\s+(?:the|her|a)\s+(?:baby|child)|expecting|(?:cough|vomit|spit)\w*\s+blood|bleeds?"
    r"|bleeding|limps?|limping|amputat\w+|crippled"
    r"|tested\s+positive|test\s+(?:was|is|came\s+back)\s+positive|insulin|pills|antidepress\w+|nerves|menstru\w+"
    r"|had\s+her\s+period|rap(?:ed|ist)|grop(?:ed|es)|molest\w+|sexually"
    r"|enceinte|fausse\s+couche|avort\w+|diabète|asthme|épilep\w+|sida|vih|séropositi\w+|tuberculose|silicose"
    r"|dépress\w+|hépatite|antidépress\w+"
    r"|maladie|malade|handicap\w*|alcooli\w+|souffre|atteinte?\s+d|attend\s+un\s+(?:enfant|bébé)|accouch\w+"
    r"|(?:crache|tousse)\s+du\s+sang|crises?\s+d|viol(?:ée?|ent[ée]e)|l[eè]pre|jaunisse|arthr\w+|sciatique|hernie"
    r"|dr[ée]panocyt\w+|dialyse|ulc[eè]re|sous\s+traitement|suivie?\s+pour|boit\b|ivre"
    r"|s['’]est\s+évanouie?|évanoui\w*|fausse[- ]couche|perdu\s+(?:son|le|un)\s+(?:bébé|enfant)|diabétique|sourde?"
    r"|aveugle|boite\b|opérée?\b|brûlures?|hospitalis\w+|malaise|crises?\b"
    r"|embaraz\w+|aborto|c[aá]ncer|asma|seropositiv\w+|tubercul\w+|depresi\w+|enferm(?:o|a|edad)|discapaci\w+"
    r"|alcoh[oó]li\w+|padece|epil[eé]\w+"
    r"|espera\s+un\s+(?:beb[eé]|hij\w+)|perdi[oó]\s+(?:al|el|a\s+su|o)\s+(?:beb[eé]|hij\w+|nen[eé])"
    r"|tiene\s+az[uú]car|violad[oa]|convulsion\w+|en\s+tratamiento|desmay\w+|borrach\w+|un\s+ataque|operad[oa]\b"
    r"|cirug[ií]a|sord[oa]|cieg[oa]|cojea|quemadur\w+|paludi\w+|lepra|ictericia|artritis|reuma\w*|quiste|tiroides"
    r"|[uú]lcera|gastritis|falciforme|di[aá]lisis|diab[eé]tic[oa]|presi[oó]n\s+alta|hipertens\w+|an[eé]mi\w+"
    r"|v[oó]mit\w+|infecci[oó]n|dio\s+a\s+luz|ces[aá]rea|internad[oa]|hamil|grávida|estuprad\w+"
    r"|problemas?\s+de\s+(?:coluna|coraç\w+"
    r"|salud|nervios"
    r"|espalda)|sakit)\b",
    re.IGNORECASE,
)
_INJURY: Final = re.compile(
    r"\b(?:lost|loses|broke|burnt|burned|cut|crushed|caught|severed|injured|fractured)\s+(?:her|his|a|an|one|two"
    r"|three|the|both)\s+(?:\w+\s+){0,3}?"
    r"(?:fingers?|thumb|hand|arm|leg|foot|eye|toe|back|skull|rib|wrist|face)\b|\b(?:burns?|wounds?|bruises?|scars?"
    r"|rash)\s+(?:on|all\s+over)\b"
    r"|\b(?:her|his)\s+(?:\w+\s+)?(?:fingers?|thumb|hand|arm|leg|foot|eye|back|bruises|burns|wounds?)\b"
    r"|\b(?:rompieron|rompi[oó]|cassé|quebr\w+|fractur\w+|perdu|perdi[oó]|coupé|cortó|quem[oó]|brûlé|aplast\w+"
    r"|écras\w+|perdeu)\s+(?:un|una|le|la|el|dos|deux|a|o"
    r"|dois|l['’])\s*(?:\w+\s+){0,2}?"
    r"(?:doigts?|main|bras|jambe|œil|dedos?|mano|brazo|pierna|ojo|mão|braço|olho)\b",
    re.IGNORECASE,
)
_ILL_PERSON: Final = re.compile(
    r"\b\w+\s+(?:meses|months|mois)\s+(?:de\s+|en\s+)?(?:embaraz\w+|pregnan\w+|grossesse|gravidez|gestaci[oó]n)"
    r"|enceinte\s+de\s+\w+\s+mois|embarazada\s+de\s+\w+\s+mes"
    r"|\b(?:hiv\+?|aids|tb|pregnant|epileptic|diabetic|asthmatic|deaf|blind|mute|disabled|depressed|alcoholic"
    rf"|one-armed|one-legged|lame)\W{{1,2}}{PERSON_NOUN}\b",
    re.IGNORECASE,
)
_BELIEF: Final = (
    r"(?:(?:seventh-day\s+)?adventist[ea]?|pentecostal|mormon|baptist|methodist|anglican|lgbt\w*|chi+ites?|sunnite"
    r"|shiite|druze|alevi|copt(?:ic|e)|yazidi|bah[aá]'?[ií]|parsi|animist[ae]?|muslim|hindu"
    r"|buddhist|christian|catholic|protestant|evangelical|jehovah['’]s\s+witness|jew(?:ish)?|sikh"
    r"|ahmadi|shi['’]?a|sunni|dalit|adivasi|rohingya|uyghur|kurd(?:ish)?"
    r"|madhesi|janajati|roma|gypsy|tribal|untouchable|gay|lesbian|homosexual|bisexual|trans(?:gender|sexual)?|hijra"
    r"|queer|communist|maoist"
    r"|musulmane?|chr[eé]tienne?|catholique|juive?|bouddhiste|hindoue?|homosexuelle?|lesbienne|tzigane"
    r"|musulm[aá]na?|evang[eé]lic[oa]|cat[oó]lic[oa]|cristian[oa]|jud[ií][oa]|t(?:estigo"
    r"|émoin)\s+de\s+j[eé]hov[aá]h?|ind[ií]gena"
    r"|homosexual|lesbiana|crist[ãa][oa]?|umbandista)"
)
_UNION: Final = (
    r"(?:walk-?out|protest|sit-in|slow-?down|union|federation|trade\s+union|strike|cgt|cfdt|cut|ctm|citu|intuc"
    r"|syndicat|gr[eè]ve|sindicato|huelga"
    r"|greve|uni[oó]n|confederation|conf[eé]d[eé]ration)"
)
_WORN: Final = (
    r"\b(?:wears?|wearing|porte|usa|lleva|usando)\s+(?:the|a|an|le|la|el|un|su|her)?\s*(?:hijab|head-?scarf|veil"
    r"|burqa|niqab|turban"
    r"|cross|voile|foulard|velo|hiyab|véu|topi)\b"
)
_BELIEVER: Final = re.compile(
    r"\b(?:is|was|being|as|ser|être|est|était|es|era|é|s['’]est\s+déclarée?)\s+(?:an?\s+|une?\s+|una?\s+|uma?\s+"
    rf"|the\s+only\s+)?{_BELIEF}\b"
    rf"|\bone\s+of\s+the\s+(?:two|three|few)\s+{_BELIEF}s?\b|,\s*(?:an?\s+|une?\s+|una?\s+)?{_BELIEF}\s*,|\b(?:the"
    r"|only|one|la|le|el)\s+(?:only\s+|seule?\s+"
    rf"|únic[oa]\s+)?{_BELIEF}\s+{PERSON_NOUN}\b|\bonly\s+{_BELIEF}\b"
    rf"|{_WORN}"
    rf"|^\W*{_BELIEF}\s+{PERSON_NOUN}\b(?!\s+\w+s\b)|\b(?:her|his|sa|su|dela|dele)\s+(?:r[eé]ligi[oó]n|religião"
    r"|faith|caste|foi|f[eé]|casta)\b",
    re.IGNORECASE,
)
_MEMBER: Final = re.compile(
    r"\b(?:campaign\w*\s+(?:for|with)|canvass\w*\s+for|stood\s+for|elected\s+(?:to|by)|signed\s+up\s+(?:to|with|for)"
    r"|join(?:ed|s)|left|leads?|led|founded|organi[sz]es?\s+(?:for|in)|organi[sz]ed|active\s+in|member\s+of"
    rf"|belongs\s+to|treasurer\s+of|secretary\s+of|chair\w*\s+of)\s+(?:the\s+|an?\s+)?(?:\w+\s+)?{_UNION}\b"
    rf"|\b(?:is|was|became)\s+(?:the\s+|an?\s+)?{_UNION}(?:['’]s)?\s+(?:man|woman|member|organi[sz]er|activist"
    r"|delegate|leader|steward|representative)\b"
    rf"|\b{PRONOUN}\s+{_UNION}\s+(?:card|membership|dues|badge)\b|\bunioni[sz]ed\s+{PERSON_NOUN}\b"
    rf"|\b(?:est|était)\s+(?:syndiqu\w+|délégu\w+|adhéren\w+|membre\s+d\w+\s+{_UNION})|\b(?:carte|adhér\w+)\s+(?:au"
    rf"|du)\s+{_UNION}\b"
    r"|\b(?:es|era|está|é)\s+(?:del|do|afiliad[oa]|filiad[oa]|sindicalista|miembro\s+del"
    rf"|delegad[oa]\s+del)\s*(?:al?o?\s+)?(?:\w+\s+)?(?:{_UNION})?\b"
    rf"|\b(?:la|lo)\s+afiliaron\b|\bse\s+afili[oó]\b|\bmilite?a?\s+(?:à|au|dans|en|con|no)\b|\bs['’]est\s+syndiqu\w+",
    re.IGNORECASE,
)


def has_case_number(text: str) -> bool:
    """Return whether a text names a case, complaint or court file by its number."""
    return (
        _CASE.search(text) is not None
        or _CASE_WITH_NUMBER.search(text) is not None
        or (_REFERENCE.search(text) is not None and _OF_A_CASE.search(text) is not None)
    )


def has_illness(text: str) -> bool:
    """Return whether a sentence says of one person that they are ill, pregnant, disabled or were violated."""
    if not any(pattern.search(text) for pattern in (_ILLNESS, _INJURY, _ILL_PERSON)):
        return False
    return any(
        _ILL_PERSON.search(sentence)
        or (
            (_ILLNESS.search(sentence) or _INJURY.search(sentence))
            and is_of_one_person(sentence)
            and not is_rule(sentence)
        )
        for sentence in sentences(text)
    )


def has_belief(text: str) -> bool:
    """Return whether a sentence says of one person what they believe, whom they love, or which union is theirs."""
    return any(
        (_BELIEVER.search(sentence) or _MEMBER.search(sentence))
        and is_of_one_person(sentence)
        and not is_rule(sentence)
        for sentence in sentences(text)
    )
