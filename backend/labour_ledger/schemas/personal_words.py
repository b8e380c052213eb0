"""Words that the search for names of people rests on: who is a person, what is none, which given names are common.

Written for notes about workplaces in English, French and Spanish. It must hold words only.
"""

from __future__ import annotations

from typing import Final

PERSON_NOUN: Final = (
    r"(?:worker|co-?worker|operator|employee|labou?rer|supervisor|manager|director|owner|foreman|forewoman|leader|recruiter"
    r"|agent|broker|guard|cleaner|driver|cook|helper|packer|cutter|sewer|tailor|weaver|dyer|welder|mechanic|electrician|technician"
    r"|apprentice|trainee|interviewee|complainant|witness|victim|whistleblower|colleague|roommate|representative|delegate"
    r"|steward|auditor|inspector|accountant|nurse|doctor|translator|interpreter|secretary|clerk|chairman|chairwoman|president"
    r"|woman|man|girl|boy|child|mother|father|sister|brother|wife|husband|daughter|migrant|teenager|friend|person|harvester|picker"
    r"|contrema[iî]tre|ouvri[eè]re?|salariée?|employée?|travailleur|travailleuse|chef|cheffe|directeur|directrice|gérante?|patron|gardien"
    r"|chauffeur|apprentie?|plaignante?|témoin|victime|déléguée?|femme|homme|fille|garçon|enfant|collègue|infirmi[eè]re?|recruteur"
    r"|trabajadora?|obrer[oa]|emplead[oa]|operari[oa]|capataz|supervisora?|gerente|director|directora|jefe|jefa|dueñ[oa]|guardia"
    r"|chofer|aprendiz|denunciante|testigo|víctima|delegad[oa]|mujer|hombre|niñ[oa]|muchach[oa]|compañer[oa]|enfermer[oa]|reclutador"
    r"|costurera|cortador|jornaler[oa]|señora)"
)
"""Words for one person; a name may follow them. Plurals are not wanted: groups are no persons."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ORDINARY: Final = _words(
    "the a an all both everything anything something nothing some many most few no none nobody everybody"
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
        " arabic urdu portuguese thai sinhala nepalese bangladeshi indian pakistani filipino european african"
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
        " nations year guidance covid internet android excel republic kingdom people's"
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
    )
)
"""Firms that are named like people."""

GIVEN_NAMES: Final = _words(
    "mohammed mohammad muhammad mohamed ahmed ahmad ali hassan hussain hossain abdul abdullah rahim karim"
    " kamal jamal rafiq ibrahim ismail yusuf omar khalid rashid tariq imran asif bilal faisal nasir salma"
    " fatima fatema ayesha aisha amina khadija mariam maryam nasreen nasrin rokeya shirin taslima sultana rina"
    " shahana nadia laila zainab yasmin ravi rajesh suresh ramesh mahesh dinesh sanjay vijay ajay anil sunil"
    " amit rahul rohit arjun sita gita lakshmi priya anita sunita kavita pooja deepa meena radha kamala"
    " sushila sarita bishnu siti nur dewi sari putri ayu wati budi agus joko eko dwi tri bambang wayan made"
    " ketut hendra rudi andi nguyen tran pham hoang phan vu dang bui anh huong thuy phuong tuan wei li fang"
    " min jing ying xia hong yan mei ling jun ming hui chen wang zhang liu huang zhao somchai somsak malee"
    " sopheap sokha srey dara chan maung aung thida khin thet kyaw zaw maria josé jose juan luis carlos jorge"
    " miguel pedro antonio francisco manuel rafael fernando ricardo roberto eduardo javier alejandro diego"
    " sergio pablo andrés raul ana rosa carmen guadalupe margarita juana teresa elena lucía sofia isabel"
    " patricia gabriela verónica claudia sandra silvia gloria martha adriana leticia yolanda joão paulo marcos"
    " lucas mateus tiago bruno felipe luiz joana beatriz juliana mariana fernanda camila aline jean pierre"
    " michel philippe andré alain bernard jacques françois laurent nicolas christophe marie nathalie isabelle"
    " sylvie catherine françoise sophie céline julie aurélie camille mamadou fatou aminata moussa ousmane"
    " ibrahima awa kofi kwame ama chinedu ngozi emeka tunde samuel grace joseph peter paul john james robert"
    " michael william david richard thomas charles daniel matthew anthony mark steven george brian kevin jason"
    " edward mary jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa margaret betty jane"
    " emily emma rebecca laura anna rachel helen diane janet alice julia mehmet mustafa ayşe fatma emine"
    " hatice zeynep elif hüseyin hasan osman murat emre marco giuseppe giovanni luca francesca giulia chiara"
    " paola ivan olga natalia carolina erica imelda rosario corazon marites jomar rodel ferdinand marisol"
    " lupita ximena esperanza"
)
"""Given names that many people have, in lower case; with a capitalised word after one of them it is a name."""
