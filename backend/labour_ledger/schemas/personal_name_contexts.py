"""What stands before and after a name when it is a person's, and when it is a firm's or a place's.

Each pattern is matched against the text right before or right behind a capitalised word or group of words. English,
French and Spanish, some Portuguese. It must not look at names themselves.
"""

from __future__ import annotations

import re
from typing import Final

from .personal_words import BELONGINGS, DEPARTMENT, KIN, PERSON_NOUN

_SPEAKS: Final = (
    r"(?:shouted|yelled|screamed|prayed|laughed|said|says|tells|told|complained|complains|testified|whispered"
    r"|insisted|cried|wept|begged|pleaded|fainted"
    r"|collapsed|resigned|fled|limps?"
    r"|(?:mentioned|answered|admitted|reported|explained|confirmed|stated|claimed|denied|claims|explains|confirms"
    r"|reports)"
    r"\s+(?:to\s+us|us|me|being|having|she|he|her|his|tearfully|quietly)"
    r"|dit|racont\w+|pleur\w+|(?:expliqu|confirm|déclar|affirm|signal)\w+\s+(?:qu['’](?:elle|il)|avoir|être|son|sa|ses)"
    r"|dijo|dice|cont[oó]|llor[oó]|se\s+(?:quej|desmay|neg|cay)[oó]|renunci[oó]|(?:confirm[oó]|explic[oó]|declar[oó]"
    r"|afirm[oó]|denunci[oó])\s+que\s+(?:le|la|lo|su|no\s+le|ella|él)"
    r"|bilang|mengatakan|disse|contou|chorou|falou|desmaiou|reclamou|passou\s+mal)"
)
_STATES: Final = (
    r"(?:stated|states|reported|reports|claimed|claims|explained|explains|confirmed|confirms|mentioned|answered"
    r"|denied|admitted|alleged"
    r"|déclar\w+|affirm\w+|expliqu\w+|confirm\w+|signal\w+|declar[oó]|afirm[oó]|explic[oó]|confirm[oó]|denunci[oó]"
    r"|report[oó]|inform[oó])"
)
STATES: Final = re.compile(rf"\s+(?:also\s+|a\s+|ha\s+|nous\s+a\s+|nos\s+)?{_STATES}\b", re.IGNORECASE)
"""What people and firms do alike, after a name."""

_LIVES: Final = (
    r"(?:saw|heard|works?\s+(?:at|in|on|as|for|since|the)(?!\s+(?:\w+\s+){0,2}(?:shifts|months|mode))|has\s+worked"
    r"|worked|earns?|sleeps|slept|lives|lived|asked\s+(?:for|us|to|her|his|not|the)|wants|fears|fears"
    r"|refused|signed|owes|shouts|hits|beats|showed\s+(?:us|her|his|the)|went\s+(?:home|to|back|alone|missing)"
    r"|came\s+(?:to|from|back|with|alone)|sat\s|left\s+(?:after|in|the|her|his|because)"
    r"|was\s+(?:dismissed|fired|sacked|beaten|hit|slapped|kicked|raped|groped|harassed|insulted|threatened|sent"
    r"|locked|carried|moved|transferred|born|absent|pregnant"
    r"|interviewed|blacklisted|arrested|burnt|injured|killed|punished|scolded|underpaid|not|never|afraid|crying"
    r"|hired|recruited|made\s+to|told\s+to|turned\s+away)"
    r"|(?:has|had)\s+(?:been|not|never|no|two|three|four|five|six|a\s+(?:child|baby|fever|wound|burn))"
    r"|is\s+(?:afraid|owed|pregnant|ill|sick|the|paid\s+less|still|now|in\s+the|not|married|a\s+\w+er\b)"
    r"|(?:was|were)\s+not\s+paid|afraid\b|never\s+(?:received|got|saw|signed|had)|cannot\s|can\s?not\s|could\s+not\s"
    r"|keeps|kept\s|lost\s+(?:her|his|a|the|two)|speaks\s"
    r"|travaille|gagne|dort|vit|habite|refuse\w*|garde|crie|touche|n['’](?:a|est|ose)\s|a\s+(?:été\s+(?:licenci"
    r"|renvoy|battu|menac|frapp|transf|mut|agress|payé)\w+"
    r"|quitté|montré|demandé|signé|peur|vu|perdu|reçu|refusé|accouché)"
    r"|trabaja|gana|duerme|vive|teme|cobra|tiene\s+(?:miedo|\w+\s+años)|fue\s+(?:despedid|golpead|amenazad|obligad"
    r"|corrid|transferid|detenid|violad)[oa]|no\s+(?:recib|cobr|firm|tien|quis)\w+"
    r"|perdi[oó]\s|pidi[oó]\s|lleva\s|llevaba\s|le\s+(?:quit|peg|dij)\w+|trabalha|mora\s|dorme|ganha"
    r"|foi\s+(?:demitid|transferid|ameaçad|agredid)[oa]|não\s+(?:receb|tem|assin)\w+|ficou\s|ameaçou|assinou)"
)
_ALSO_FIRMS: Final = (
    r"(?:(?:also\s+|then\s+|still\s+)?(?:was|were|is|has|had|keeps|kept|lost|speaks|went|came|left|works?|worked"
    r"|cannot|can\s?not|could|refused|never|saw)\b"
    r"|a\s+été\b|fue\b|foi\b|n['’]est\b|ficou\b)"
)
SURELY_DOES: Final = re.compile(
    rf"(?!\s+{_ALSO_FIRMS})\s+(?:also\s+|then\s+|later\s+|a\s+|ha\s+|nous\s+a\s+|me\s+|nos\s+)?(?:{_SPEAKS}\b|{_LIVES})"
    r"|\s+was\s+(?:dismissed|fired|sacked|beaten|hit|slapped|kicked|raped|groped|harassed|insulted|threatened"
    r"|sent\s+home|pregnant|interviewed|arrested|blacklisted|afraid|crying)\b"
    r"|\s+(?:has|had)\s+(?:worked|not\s+been\s+paid|never|a\s+(?:child|baby|fever|wound|burn))|\s+is\s+(?:afraid"
    r"|owed|pregnant|ill|sick|married)\b|\s+(?:went|came)\s+(?:home|alone)"
    r"|\s+(?:lost|kept)\s+(?:her|his|two|a)\b|\s+(?:cannot|can\s?not|could\s+not)\s+(?:read|write|walk|sleep|pay"
    r"|go)\b|\s+never\s+(?:received|got|saw|signed|had)"
    r"|\s+works?\s+(?:at|as)\s|\s+worked\s|\s+is\s+(?:the|her|his)\s+(?:real\s+)?name\b|,?\s+\(?who\s"
    r"|\s+fue\s+(?:despedid|golpead|amenazad|obligad|corrid)[oa]|\s+a\s+été\s+(?:licenci|renvoy|battu|menac|frapp"
    r"|agress)\w+",
    re.IGNORECASE,
)
"""What only a person does, after a lone word that may be capitalised for beginning a sentence."""

DOES: Final = re.compile(
    r"(?:\s+(?:and|et|y|e)\s+[^\W\d_a-z]\w+)?"
    r"(?:\s+(?:also\s+|then\s+|still\s+|later\s+|a\s+|ha\s+|nous\s+a\s+|me\s+|nos\s+|le\s+|les\s+"
    rf"|ya\s+)?(?:{_SPEAKS}\b|{_LIVES})"
    r"|,?\s+\(?who\s|,?\s+(?:qui|quien)\s|\s+que\s+(?:trabaja|vive)|\s+and\s+(?:two|three|four|\d)\s+(?:others?"
    r"|colleagues|more)\b"
    r"|\s+is\s+(?:the|her|his|a)\s+(?:real\s+)?name\b)",
    re.IGNORECASE,
)
"""What only a person does, after the name."""

_NEAR_ONE: Final = (
    r"(?:neighbou?rs?|friends?|room-?mates?|colleagues?|boss|landlord|supervisor|line\s+leader|coworkers?)"
)
BELONGS: Final = re.compile(
    rf"['’]s\s+(?:{KIN}|{_NEAR_ONE}|(?:first|last|own|old|new|little|elder|younger|maternity)\s+(?:{KIN}|{BELONGINGS})"
    rf"|{BELONGINGS})\b(?!\s+(?:policy|board|office|law|programme|system|team|department))",
    re.IGNORECASE,
)
"""What a person has, after the name."""

FROM_DEPARTMENT: Final = re.compile(
    r"(?:\s*(?:,|\(|\s[-–])\s*(?:(?:from|of|in|at|de|del|du|dans|do|da|à)\s+)?|\s+(?:from|of|in|at|de|del|du|dans|do"
    r"|da|à)\s+)"
    rf"(?:the\s+|la\s+|le\s+|l['’]|el\s+|au\s+)?{DEPARTMENT}\b(?!\s+(?:mill|factory|company|department|ltd))",
    re.IGNORECASE,
)
"""The part of the site a person works in, after the name."""

FROM_SOMEWHERE: Final = re.compile(r"\s+(?:from|in|at|of)\s+(?:the\s+)?[a-z]+(?:\s[a-z]+)?(?=\s)")
"""Any part of a site, after the name; a deed must follow."""

ROLE_AFTER: Final = re.compile(
    rf"\s*[,(–-]\s*(?:an?\s+|the\s+|our\s+|une?\s+|la\s+|le\s+|l['’]|el\s+|del?\s+)?(?:[\w-]+\s+){{0,2}}{PERSON_NOUN}\b"
    r"|\s*[,(]\s*(?:aged?\s+|approx\w*\s+|about\s+|maybe\s+)?(?:1[0-9]|[2-6]\d)(?:\s*(?:years|yrs|ans|años|anos|,"
    r"|\))|\s?y\b)",
    re.IGNORECASE,
)
"""A role or an age, after the name."""

_ABOUT_ENGLISH: Final = (
    r"says|said|promised|pr[ée]nom|nombre|nome|nama|first\s+name|given\s+name|according\s+to|as\s+told\s+by"
    r"|told\s+(?:us\s+)?by|(?:reported|written|seen|shown|signed|sent|recruited|hired"
    r"|beaten|slapped"
    r"|threatened|collected|replaced|accompanied|brought|trained|led)\s+by|let\s+in\s+by|shouted\s+at\s+by|sign(?:s"
    r"|ed)?(?:\s+(?:as|for))?"
    r"|witness(?:ed)?\s*(?:by)?|(?:statement|testimony|complaint|quote|letter|note|message|call|photo|picture|video"
    r"|words|story|pay|house"
    r"|room|bed|hand|pay\s?slip|contract|passport|papers|resignation|file|injury|death|dismissal|case|time\s?card"
    r"|wages|overtime|account"
    r"|name|thumb\s?print|signature|fingerprint)\s+(?:\w+\s+)?(?:of|by|from)"
    r"|(?:interview|int)(?:\.|s|ed|ing|ee)?(?:\s*(?:with|w/|of))?(?:\s*(?:no\.?|n°|#)?\s?\d{1,3})?"
    r"|(?:spoke|speak|spk|talk(?:s|ed)?|talking|chat(?:ted)?|sat|stood|notes\s+from\s+talk)\s+(?:with|to|w/)"
    r"|met(?:\s+with)?"
    r"|ask(?:ed)?(?:\s+(?:abt|about|for))?|named|name(?:\s+(?:is|given))?|called|nick-?named|known\s+(?:here\s+)?as"
    r"|goes\s+by"
    r"|call(?:ed)?\s+(?:him|her|it)?|contact(?:ed)?|rang|phoned|texted|visit(?:ed)?\s+at\s+home|thanks\s+to"
    r"|dismissed|fired|sacked"
    r"|threatened|beat|slapped|hired|underpaid|it\s+(?:is|was)|that\s+of|belongs\s+to|owed\s+to|paid\s+to"
    r"|points?\s+to|blames?"
    r"|accuses?|fears?|afraid\s+of|married\s+to|per|a\s+certain"
)
_ABOUT_FRENCH: Final = (
    r"selon|d['’]après|entretiens?(?:\s+(?:avec|de))?(?:\s*(?:no\.?|n°|#)?\s?\d{1,3})?|parl[eé]\w*\s+(?:avec|à)"
    r"|rencontr[eé]\w*|auprès\s+de"
    r"|(?:témoignage|plainte|contrat|paie|salaire|bulletin|passeport|solde|papiers|lettre|mot|message|photo|fiche"
    r"|signature|main|déclaration)"
    r"\s+(?:\w+\s+)?(?:de|d['’])|signée?(?:\s+par)?|nommée?|appelée?|s['’]appelle|au\s+nom\s+de|nous\s+avons\s+vu"
    r"|prévenir|peur\s+de"
    r"|remplacée?\s+par|frappée?\s+par|renvoyée?\s+par|une?\s+certaine?"
)
_ABOUT_SPANISH: Final = (
    r"dice|dijo|disse|seg[uú]n|entrevistas?(?:\s+(?:con|a|de))?(?:\s*(?:no\.?|n°|nº|#)?\s?\d{1,3})?|entrev\.?\s*c/"
    r"|entrevist[eéóa]\w*\s+a|habl[eéóa]\w*\s+con"
    r"|(?:testimonio|queja|denuncia|huella|renuncia|finiquito|carta|recibo|contrato|liquidaci[oó]n|pasaporte|sueldo"
    r"|salario|recado|foto"
    r"|boleta|firma|declaraci[oó]n)\s+de|firm(?:a|ad[oa]|ó)(?:\s+(?:por|de))?|llamad[oa]|se\s+llama|le\s+dicen"
    r"|(?:no\s+)?(?:le\s+)?pagaron\s+a"
    r"|entregad[oa]\s+a|(?:despidieron|corrieron|golpearon|amenazaron|vimos|avisar|miedo|culpan)\s+a"
    r"|nos\s+(?:atendió|recibió|habló)|una?\s+tal"
    r"|assinado\s+por|se\s+chama|segundo|conversa\s+com|menurut|wawancara(?:\s+dengan)?|bernama"
)
ABOUT: Final = re.compile(
    rf"(?:^|[^\w'’])(?:{_ABOUT_ENGLISH}|{_ABOUT_FRENCH}|{_ABOUT_SPANISH})[ ]*[:=,(–-]?[ ]*[\"“«]?[ ]*"
    r"(?:one\s+|une?\s+certaine?\s+|una?\s+tal\s+|doña\s+|don\s+|dona\s+)?$",
    re.IGNORECASE,
)
"""What only a person is the object of, before the name."""

ROLE_BEFORE: Final = re.compile(
    rf"(?:^|[^\w'’]|[dl]['’]){PERSON_NOUN}(?:\s+(?:of|from|in|de|du|da|do|d['’])\s*(?:{DEPARTMENT}"
    r"|\w+))?[ ]*(?:(?:no\.?\s*"
    rf"|#\s*)?\d{{1,2}}\s*)?[:=,(–-]*[ ]*[\"“«]?"
    r"(?:(?:was|is)?\s*(?:named|called|nommée?|llamad[oa]|one|un\s+tal)\s+|(?:is|was|est|es|é)\s+)?[\"“«]?$",
    re.IGNORECASE,
)
"""A role, before the name."""

ROLES_BEFORE: Final = re.compile(
    r"(?:^|[^\w'’])(?:cutters|sewers|packers|loaders|welders|drivers|guards|cleaners|pickers|harvesters|tailors"
    r"|weavers|mechanics|apprentices|trainees|witnesses|victims|migrants|foremen|cooks|nurses|interns|minors|kids"
    r"|cousins|daughters|sons|filles|fr[eè]res|s(?:œ|oe)urs|apprentis|employées?|salariées?|hermanas|hermanos|niñas"
    r"|niños|muchach[oa]s|costureras|cortadores|meninas|irmãs|workers|operators|employees|interviewees|complainants"
    r"|girls|boys|women|men|children|sisters"
    r"|brothers|helpers|colleagues|supervisors|leaders"
    r"|ouvri[eè]res|trabajador[ea]s|obrer[oa]s|compañer[oa]s|contact|source|our\s+contact|sup|lista|with\s+names?)"
    rf"(?:\s+(?:in|at|of|from)\s+{DEPARTMENT})?[ ]*(?:[:,=(]|is|was|are|were|named|called)?[ ]*$",
    re.IGNORECASE,
)
"""People, before their names."""

KIN_BEFORE: Final = re.compile(
    rf"(?:^|[^\w'’]){KIN}(?:\s+(?:of|de|du|da|do|dos|del)(?:\s+(?:la|los))?|\s+d['’]|[,:(])?[ ]*(?:little\s+"
    r"|young\s+|late\s+|doña\s+|don\s+|dona\s+|seu\s+|feu\s+)?$",
    re.IGNORECASE,
)
"""A relative, before the name."""

ADDRESS_BEFORE: Final = re.compile(
    r"(?:^|[^\w'’])(?:[dD]on|[dD]oña|[dD]ona|[sS]eu|Haji|Hajji|Ustad|Cik|Encik|Puan|Bapak|Ibu|Khun|Aling|Mang|Ate"
    r"|Kuya|Shri|Smt\.?|Md\.?"
    r"|Mst\.?|bhaiya|[tT][ií][ao]|[tT]ante|[tT]onton|[lL]a\s+petite|[lL]e\s+(?:petit|vieux)|[lL]a\s+(?:pequeña"
    r"|vieja)|[eE]l\s+(?:pequeño|viejo)"
    r"|[lL]ittle|U)\s+$"
)
"""How a person is addressed, before the name."""

ADDRESS_AFTER: Final = re.compile(r"\s+(?:apa|bhai|bhaiya|didi|dai|sb|saheb|sahib|akka|anna|aunty|nani)\b")
"""How a person is addressed, after the name."""

IN_PLACE: Final = re.compile(
    r"(?:^|[^\w'’])(?:in|at|near|between|outside|around|via|towards|en|à|près\s+de|cerca\s+de|em|style|the)\s+$",
    re.IGNORECASE,
)
"""What makes a place of an unknown name behind it."""

CALLED_AFTER: Final = re.compile(
    r"(?:^|[^\w'’])(?:finca|rancho|hacienda|colonia|municipio|calle|avenida|avenue|av\.?|rue|boulevard|bulevar"
    r"|blvd\.?|carretera|plaza|place"
    r"|fazenda|usina|bairro|rua|ingenio|mina|mine|nave|hall|block|wing|b[âa]timent|immeuble|edificio|prédio"
    r"|machines?|marque|marca|brand|label"
    r"|jl\.?|jalan|gang|plot|village|town|city|river|río|lake|port|puerto|cape|mount|cerro|volc[aá]n|isl(?:a|e|and)"
    r"|plant|planta"
    r"|usine|factory|fábrica|mill|estate|farm"
    r"|company|firm|supplier|buyer|customer|client|group|grupo|empresa|soci[eé]t[eé]|cooperativa|coopérative"
    r"|beneficio|bodega|taller"
    r"|municipality|commune|province|district|school|escuela|école|lyc[eé]e|collège|colegio|hospital|h[oô]pital"
    r"|clínica|clinique|university|street|gate|tower"
    r"|tour|foyer|albergue|iglesia|église|church|temple|templo|chapelle|capilla|mosqu[eé]e|stade|estadio|parque|parc"
    r"|park|mercado|marché|market"
    r"|ship|vessel|boat|trawler|barge|barco|navire|bateau|m/?v|f/?v|typhoon|hurricane|cyclone|storm|huracán|ouragan"
    r"|tormenta|ley|loi|law|act"
    r"|accord|acuerdo|premio|prix|prize|award|fundaci[oó]n|fondation|feria|fiesta|f[êe]te|d[ií]a\s+de|saint|sainte"
    r"|the\s+late|institut\w*)"
    r"(?:\s+(?:de|del|of|the|la|du))?\s+$",
    re.IGNORECASE,
)
"""What is called after people, before the name."""

OF_A_FIRM: Final = re.compile(
    r"^[^.;\n]*\b(?:its|website|clients?|clientes?|customers?|buyers?|brands?|marques?|marcas?|sous-traitant\w*"
    r"|proveedor\w*|subcontract\w*|press\s+release|annual\s+report|shareholders|headquarters|subsidiar\w+|suppliers?"
    r"|orders?)\b",
    re.IGNORECASE,
)
"""What a sentence says of a firm, behind its name."""

FIRM_AFTER: Final = re.compile(
    r"(?-i:['’]s\s+[A-Z])|\s*(?:&|\+)(?!\s*(?:his|her|two|three|\d))|\s+(?:and|et|y)\s+(?-i:[A-Z]\w+\s+(?:Ltd|Inc|Co"
    r"|Group)\b)"
    r"|\s+(?:textiles?|mills?|factory|factories"
    r"|garments?|brand|boxes|rice|lily|lilies|labels?|machines?|street|road|avenue|wing"
    r"|style|buses|bananas|avocados|orders|branch|unit|plant|depot|group|foundation|plantation|estate|site|sites"
    r"|municipality|falls|college|hospital|school|university|act|law|award|prize|island|bags?|shoes|boots|shirts"
    r"|district|province|county|zone|park|commune|region|team|staff|office|auditors?|headquarters)\b",
    re.IGNORECASE,
)
"""What makes a firm or a thing of the words before it."""

LOWER_NAME: Final = re.compile(
    r"\b(?:called|named|nick-?named|goes\s+by|name\s+given:?|name\s+is|known\s+as|nommée|llamad[ao]"
    r"|chamad[ao])\s+[\"“«]?([^\W\d_]{3,})",
    re.IGNORECASE,
)
"""After this a name stands that was not capitalised."""

BEFORE_LOWER_NAME: Final = re.compile(
    r"(?:\b(?:talk(?:ed|s)?\s+(?:to|with)|spoke\s+(?:to|with)|spk\s+w/|interview(?:ed)?(?:\s+(?:with|w/))?|met"
    rf"|asked?|abt|by|from|señora|doña|{PERSON_NOUN})|:)"
    r"\s*[:=(,]?\s*$",
    re.IGNORECASE,
)
"""After this a name may stand that was not capitalised, if it is known as one."""

BEFORE: Final = 80
AFTER: Final = 90
"""Characters looked at around a name."""
_FULL_STOP: Final = re.compile(r"\w{5}\.$")
"""A stop after a long word ends a sentence; `Md.` and `int.` are shortened words."""


def stands_before_person(before: str) -> bool:
    """Return whether what stands before can only be followed by a person."""
    said = before.rstrip(' "“«')
    if not said or said[-1] in "!?;\n" or _FULL_STOP.search(said):
        return False
    return any(
        pattern.search(before) is not None
        for pattern in (
            ROLE_BEFORE,
            ABOUT,
            ROLES_BEFORE,
            KIN_BEFORE,
            ADDRESS_BEFORE,
        )
    )


def begins_sentence(text: str, start: int) -> bool:
    """Return whether a sentence begins at a place of a text; `start` counts characters."""
    before = text[:start].rstrip(" \"'“«(¿¡-")
    return not before or before[-1] in ".!?:;\n/"
