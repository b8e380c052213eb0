"""Words that the search for people in notes rests on: who is a person, what is none, what people have.

Written for notes about workplaces in English, French and Spanish, with some Portuguese and Indonesian. Names are in
`names/`. It must hold words only.
"""

from __future__ import annotations

from typing import Final

PERSON_NOUN: Final = (
    r"(?:worker|co-?worker|operator|employee|labou?rer|supervisor|sup|manager|director|owner|foreman|forewoman|leader"
    r"|recruiter|agent|sub-?agent|broker|middleman|guard|watchman|cleaner|sweeper|driver|cook|helper|aide|packer"
    r"|cutter|sewer|seamstress"
    r"|tailor|weaver|spinner|knitter|dyer|presser|ironer|ironing\s+man|iron\s+man|boiler\s+man|welder|mechanic"
    r"|electrician|technician|fitter|loader"
    r"|porter|checker|inspector|merchandiser|storekeeper|keeper|apprentice|trainee|intern|interviewee|interviewed"
    r"|complainant|claimant|witness"
    r"|victim|survivor|whistleblower|colleague|roommate|representative|rep|delegate|steward|organi[sz]er|auditor"
    r"|accountant|nurse|doctor"
    r"|translator|interpreter|secretary|clerk|chairman|chairwoman|president|in-?charge|chief|boss|apm|contractor"
    r"|headman|master|captain|skipper"
    r"|fisherman|deckhand|woman|man|girl|boy|lad|child|kid|mother|father|sister|brother|wife|husband|widow|widower"
    r"|daughter|migrant|refugee|teenager"
    r"|teen|youth|friend|neighbou?r|person|harvester|picker|plucker|tapper|planter|farmer|sharecropper|tenant"
    r"|operative|machinist|joiner|carpenter"
    r"|mason|bricklayer|digger|miner|sorter|informant"
    r"|contrema[iî]tre|ouvri[eè]re?|salariée?|employée?|travailleur|travailleuse|chef(?:\s+d['’](?:équipe|atelier))?"
    r"|cheffe|directeur|directrice"
    r"|gérante?|patronn?e?|gardienn?e?|surveillante?|mécanicienn?e?|couturi[eè]re?|repasseuse|repasseur|soudeur"
    r"|soudeuse|cariste|manœuvre|journali[eè]re?"
    r"|chauffeur|apprentie?|plaignante?|témoin|victime|déléguée?|femme|homme|fille|garçon|gamine?|enfant|collègue"
    r"|infirmi[eè]re?|recruteur|stagiaire"
    r"|trabajadora?|obrer[oa]|emplead[oa]|operari[oa]|operadora?|capataz|supervisora?|encargad[oa]|mayordomo|gerente"
    r"|director|directora|jefe|jefa|dueñ[oa]"
    r"|guardia|velador|afanadora|chofer|aprendiz|denunciante|testigo|víctima|delegad[oa]|mujer|hombre|niñ[oa]"
    r"|muchach[oa]|joven|menor|compañer[oa]"
    r"|enfermer[oa]|reclutadora?|enganchador|costurer[oa]|cortadora?|soldadora?|jornaler[oa]|temporer[oa]|cosechador"
    r"|empacadora?|planchadora?|señora?|entrevistad[oa]|viuda"
    r"|trabalhadora?|costureira|encarregad[oa]|auxiliar|ajudante|motorista|funcionári[oa]|patrão|rapaz|menin[oa]"
    r"|moça|mulher|homem|colega|testemunha"
    r"|magasini[eè]re?|conditionneuse|conditionneur|conduct(?:eur|rice)|balayeuse|balayeur|intérimaire|cueilleu(?:r|se)"
    r"|plieuse|trieuse|trieur|coupeu(?:r|se)|tisseu(?:r|se)|fileuse|teinturi[eè]re?|brodeuse|emballeu(?:r|se)"
    r"|manutentionnaire|docker|pêcheur"
    r"|matelot|planteur|métayer|veilleur|cuisini[eè]re?|plongeur|nettoyeuse|comptable|secrétaire|jeune|dame|recrue"
    r"|vigile|caissi[eè]re?"
    r"|tôlier|menuisier|forgeron|maçon|peintre|porteur|livreur|agent|technicienn?e?|animatrice|nounou|amie?|voisine?"
    r"|syndicaliste"
    r"|pizcadora?|recolectora?|almacenista|montacarguista|chamac[oa]|eventual|bordadora?|tejedora?|hilandera?"
    r"|maquilera|cociner[oa]|vigilante"
    r"|caporal|contratista|ayudante|agente|ancian[oa]|migrante|refugiad[oa]|vecin[oa]|amig[oa]|patr[oó]n[a]?"
    r"|barrendera?|mecánic[oa]|electricista"
    r"|pintora?|albañil|carpinter[oa]|pescadora?|marinero|tractorista|fumigadora?|intendente|secretari[oa]"
    r"|contadora?|cajer[oa]|estibadora?"
    r"|bodeguer[oa]|abuel[oa]|chic[oa]|sindicalista|lideresa|anotadora?|traductora?|pesadora?|tratorista"
    r"|cozinheir[oa]|vigia|faxineir[oa]|soldador"
    r"|practicante|peón|peona|cuadriller[oa]|checadora?|ordeñadora?|lavander[oa]|repartidora?|tendera?|operária?"
    r"|operário|électricienn?e?|opticienn?e?"
    r"|crewman|bosun|gatekeeper|landlord|moneylender|teacher|student|pastor|priest|imam|trader|headwoman|overseer"
    r"|timekeeper|forklift\s+driver"
    r"|gr[eé]viste|huelguista|grevista|militante?|líder|striker|activist|patient|destajista|tâcheron|bracero|coolie"
    r"|guy|lady|fellow|grandmother|grandfather"
    r"|old\s+man|old\s+woman|quejos[oa]|abuelita|señorita|tipo|tipa"
    r"|pekerja|buruh|mandor|karyawan)"
)
"""Words for one person; a name may follow them. Plurals are not wanted: groups are no persons."""

KIN: Final = (
    r"(?:mother|father|mum|dad|parents?|sister|brother|wife|husband|spouse|widow|daughter|son|child|children|baby"
    r"|kids?|niece|nephew|cousin|uncle|aunt|auntie"
    r"|grandmother|grandfather|in-laws?|(?:mother|father|sister|brother|son|daughter)-in-law|fianc[eé]e?|boyfriend"
    r"|girlfriend|m[eè]re|p[eè]re|s(?:œ|oe)ur|fr[eè]re"
    r"|mari|femme|épou(?:x|se)|fille|fils|cousine?|nièce|neveu|oncle|tante|madre|padre|mam[aá]|pap[aá]|hermana"
    r"|hermano|espos[oa]|marido|hij[oa]s?|prim[oa]"
    r"|sobrin[oa]|t[ií][oa]|suegr[oa]|mãe|pai|abuel[oa]|yern[oa]|nuera|cuñad[oa]|ahijad[oa]|beau-(?:père|frère|fils)"
    r"|belle-(?:mère|sœur|fille)|grand-(?:père|mère)|tuteur|tutrice|tutora?|guardian|av[óô]|cunhad[oa]|irmão?"
    r"|filh[oa]s?|marido|esposa|s/o|d/o|w/o|c/o)"
)
"""What one person is to another of the family."""

DEPARTMENT: Final = (
    r"(?:dispatch|shipping|logistics|warehouse|purchasing|workshop|garage|yard|dock|laboratory|lab|furnace|tannery"
    r"|cutting|sewing|stitching|finishing|packing|packaging|ironing|pressing|dyeing|washing|knitting|spinning"
    r"|weaving|linking|trimming|embroidery|printing"
    r"|moulding|molding|assembly|welding|maintenance|stores?|loading|cleaning|canteen|kitchen|cr[eè]che|quality|qc"
    r"|sampl(?:e|ing)(?:\s+room)?|needle\s+room"
    r"|dye\s+house|boiler(?:\s+room)?|harvest(?:ing)?|nursery|security|office|accounts|payroll|hr|line\s+\w+"
    r"|section\s+\w+|floor\s+\w+|unit\s+\d+|table\s+\d+"
    r"|machine\s+\d+|block\s+\w+|shift\s+\w|field\s+\d+|gate\s+\d+|hall\s+\d+|(?:the\s+)?(?:day|night|morning"
    r"|evening|late|early)\s+shift"
    r"|coupe|couture|emballage|repassage|teinture|tricotage|nettoyage|filature|confection|corte|costura|empaque"
    r"|bordado|planchado|lavander[ií]a|tintorer[ií]a"
    r"|limpieza|bodega|cosecha|mantenimiento|patio|almac[eé]n|comedor|calidad|tejido|prensas?|calderas?|revisado"
    r"|acabado|ensamble|estampado|invernadero|campo"
    r"|finition|conditionnement|quai|expédition|réception|maintenance|atelier|magasin|cantine|cuisine|presse"
    r"|chaudi[eè]re|qualité|tri|cueillette|stock|broderie|ligne\s+\w+|l[ií]nea\s+\w+|linha\s+\w+|embalagem|limpeza"
    r"|colheita|acabamento)"
)
"""Parts of a site that people come from."""

BELONGINGS: Final = (
    r"(?:wages?|salary|pay|final\s+pay|pay\s?slips?|bonus|overtime|passport|papers|documents?|id|contract|locker|bed"
    r"|bunk|room|house|home|phone|number|time\s?card"
    r"|card|leave|maternity\s+leave|injury|injuries|accident|illness|dismissal|resignation|letter|warning|complaint"
    r"|case|grievance|statement|testimony|interview"
    r"|signature|thumb\s?print|photo|face|hand|arm|leg|finger|back|eye|pregnancy|death|body|story|age|village|family"
    r"|debt|loan|deposit|belongings|things)"
)
"""What one person has, after a name in the possessive."""

PRONOUN: Final = r"(?:she|he|her|hers|his|him|herself|himself|elle|lui-même|ella|él|ela|ele|dela|dele)"
"""Words that stand for one person; `lui`, `su` and `sa` also stand for things."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ORDINARY: Final = _words(
    "what which who whose whom how why whether nor so yet just even still again child youth family anybody survivors"
    " workplace list name names screening schedule appendix table figure chapter clause paragraph rule rules order"
    " directive"
    " regulation circular notice memo register ledger form forms template checklist statistics finding findings"
    " clients client customers customer the a an all both everything anything something nothing some many most few"
    " no none nobody everybody"
    " everyone several each every other others another this that these those it they he she we you i his her"
    " their its our my your one two three four five six seven eight nine ten on in at by from to for of with"
    " without after before during since until about above below between and or but if when while where as also"
    " then there here only not new old first second third last next same such according see cf ask asked spoke"
    " speak met interviewed interview interviews signed contact complaint complaints called call named told"
    " once two-thirds half less more because although however management workers worker staff employees"
    " employee women men girls boys children migrants guards guard auditors auditor inspectors inspector"
    " supervisors supervisor managers manager operators operator representatives representative interviewees"
    " respondents people persons somebody company factory mill mills site plant supplier suppliers buyer"
    " buyers brand brands agent agents agency contractor contractors subcontractor police government owner"
    " owners director directors leader leaders foreman recruiter recruiters witness witnesses complainant"
    " victim production security canteen documents records wages wage payment overtime training management's"
    " visit visited follow-up night day morning shift shifts hr ceo compliance administration personnel"
    " finance maintenance le la les l'un un une des du de d'un ce cette ces il elle ils elles nous vous selon"
    " d'après entretien entretiens ouvriers ouvrières ouvrier ouvrière salariés salariées travailleurs"
    " travailleuses direction personne aucun aucune tous toutes plusieurs certains deux trois après avant"
    " pendant dans sur sous avec sans pour par visite el los las lo unos unas una uno este esta estos estas"
    " ese esa ella ellos ellas según entrevista entrevistas trabajador trabajadora trabajadores trabajadoras"
    " empresa gerencia nadie todos todas varios varias dos tres después antes durante en sobre con sin para"
    " por desde hasta se su sus hubo visita menurut ia mereka pekerja"
)
"""Words that sentences about workplaces begin with."""

NO_PERSON: Final = (
    ORDINARY
    # what is a time, a language, a nation, a religion
    | _words(
        "january february march april may june july august september october november december monday tuesday"
        " wednesday thursday friday saturday sunday eid ramadan christmas easter diwali tet janvier février"
        " mars avril mai juin juillet août septembre octobre novembre décembre enero febrero marzo abril mayo"
        " junio julio agosto septiembre octubre noviembre diciembre lunes martes miércoles jueves viernes"
        " sábado domingo lundi mardi mercredi jeudi vendredi samedi dimanche english french spanish bengali"
        " bangla nepali hindi tamil malay burmese khmer vietnamese chinese mandarin indonesian bahasa turkish"
        " arabic urdu portuguese thai sinhala nepalese bangladeshi indian pakistani filipino  puja jayanti sawit"
        " agro makmur sejahtera perkasa mandiri persada nusantara abadi sentosa utama prima raya"
        " maju bersama bersaudara timur barat utara selatan tengah kota kabupaten sungai bukit tanjung gunung kuala"
        " kampung pulau ladang kilang minyak perkebunan nabati berhad oleo palma palmas tinh huyen moo soi tambon"
        " amphoe chaturthi janmashtami pongal onam dashain tihar holi vesak nowruz navratri dussehra"
        " casa villa puerto puente cerro monte playa laguna bahía punta isla islas vila serra jardim european african"
        " asian american british"
    )
    # offices, firms, laws, places, parts of a site
    | _words(
        "ltd limited inc llc llp gmbh ag sa sas sarl srl spa bv nv plc pt tbk sdn bhd co company corp"
        " corporation group holding holdings enterprise enterprises industries industry industrial trading"
        " traders export exports import imports international global national regional central federal state"
        " royal public general united european social textile textiles garment garments fashion fashions"
        " apparel knit knits knitting knitwear composite spinning weaving dyeing washing clothing footwear"
        " leather plantation plantations estate farm farms oil palm rubber sugar tea coffee foods food"
        " fisheries electronics assurance certification certifications controls control audit audits"
        " consulting consultants solutions systems technologies bureau department ministry ministère"
        " ministerio secretaría secretariat office authority agence agencia inspection inspectorate labour"
        " labor court tribunal police service services fire civil defence council committee commission union"
        " unions federation fédération federación confederation confédération confederación sindicato syndicat"
        " association asociación cooperative cooperativa coopérative foundation fundación trust fund bank"
        " banque banco university school hospital clinic church mosque temple museum hotel airport station"
        " market street road avenue lane highway jalan calle rue carretera gate park zone sector plot lot"
        " building block tower hall unit line floor level room warehouse dormitory dormitories city town"
        " village district division province region county river lake port harbour island islands mount north"
        " south east west northern southern eastern western upper lower saint st san santa santo são act code"
        " law loi ley decree convention article section protocol standard standards requirement criterion"
        " annex certificate gold silver bronze better work fair trade rights human organization organisation"
        " network alliance initiative programme program project limitada anónima compañía société"
        " établissement établissements bhavan house ngo centre center institute committee's government's"
        " nations year guidance covid internet android excel republic kingdom people's grupo groupe empresa"
        " empresas colonia municipio município municipality finca rancho hacienda fazenda usina beneficio nave"
        " barrio bairro plaza avenida avenue boulevard bâtiment bloc ville commune quartier préfecture hermanos"
        " frères irmãos brothers sons fils foundations fondation fundação instituto institut escuela école escola"
        " hospitales agrícola agroindustrial comercial industrias industrielle industriel maquila maquiladora"
        " ltda eirl s.a cv rl pvt pty oy ab kft doo jsc ooo mfg manufacturing manufacturer spinners weavers knits"
        " spinning composites denim fabrics fabric yarn yarns mills mill wears wear dresses shirts tannery"
        " packaging plastics steel metals motors overseas recruitment manpower travels agencies tower towers"
        " wing courts camp campus beach hills valley falls bay cape delta forest creek bridge rice tea lily"
        " cotton apples bananas avocados ginning survey policy policies plan action hours hour happy code conduct"
        " fire tag green red blue yellow black white voice resources human quality compliance marshal interim"
        " peak season monsoon ramadan payday piece smoke transport fabric embroidery laundry housekeeping"
        " internal external annual monthly weekly general new old phase sample meeting minutes report photo"
        " photos photograph photographs camera drawings annexe anexo annexes rooms beds cabin doors curfew"
        " dengue malaria hepatitis tuberculosis plan política programa ley noche día turno línea lineas"
        " whatsapp facebook viber telegram bkash nagad gcash pix moe moh dol usaid unicef unhcr undp lpg cctv"
        " juki brother singer toyota tata suzuki isuzu honda cargill unilever nestlé wilmar walmart carrefour lidl"
        " aldi inditex primark adidas nike puma asos zara mango decathlon target costco tesco wrangler levi's"
        " islam muslim hindu buddhist christian catholic dalit rohingya sikh madhesi janajati tamil sinhalese"
        " burmese nepali cambodian filipina filipino haitian haitien malian guatemalan honduran mexican kenyan"
        " ethiopian ghanaian nigerian malagasy moroccan tunisian egyptian jordanian syrian afghan uyghur"
        " dirección gobierno norte sur este oeste nord sud est ouest centro"
        " haut bas janeiro fevereiro março maio junho julho setembro outubro novembro dezembro segunda terça"
    )
)
"""Words that no name of a person has; one of them makes the words beside it something else."""

BRANDS: Final = frozenset(
    (
        "Ralph Lauren",
        "Tommy Hilfiger",
        "Calvin Klein",
        "Michael Kors",
        "Hugo Boss",
        "John Lewis",
        "Paul Smith",
        "Ted Baker",
        "Levi Strauss",
        "Jack Wolfskin",
        "Eddie Bauer",
        "Kenneth Cole",
        "Marc Jacobs",
        "Marks and Spencer",
        "Laura Ashley",
        "Perry Ellis",
        "Pierre Cardin",
        "Tom Tailor",
        "Johnson Matthey",
        "Sara Lee",
        "Daniel Wellington",
        "Massimo Dutti",
        "Thomas Cook",
        "Tory Burch",
        "Stella McCartney",
        "Victoria Beckham",
        "Karl Lagerfeld",
        "Christian Dior",
        "Yves Rocher",
        "Louis Vuitton",
        "Jimmy Choo",
        "Carolina Herrera",
        "Ben Sherman",
        "Peter Kaiser",
        "Charles Keith",
        "Mary Kay",
        "Uncle Ben",
        "Jack Daniel",
        "Johnnie Walker",
        "John Deere",
        "Massey Ferguson",
        "Rolls Royce",
        "Ho Chi Minh",
        "Nelson Mandela",
        "Martin Luther King",
        "Mahatma Gandhi",
        "Benito Juárez",
        "Lázaro Cárdenas",
        "Simón Bolívar",
        "Governador Valadares",
        "Rana Plaza",
        "Maria da Penha",
        "Martin Ennals",
        "Victor Hugo",
        "Granny Smith",
        "Pink Lady",
        "Hong Kong",
        "Li Ning",
    )
)
"""Firms, places and laws that are named like people."""
