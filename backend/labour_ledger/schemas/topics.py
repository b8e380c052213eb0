"""The closed list of what a finding can be about, each topic anchored in an international instrument.

The list is shared by all assessment schemas, so that findings of different schemes can be compared. Instruments are
cited as ILO conventions (C), protocols (P) and recommendations (R) with the article; where the ILO has no binding text
the source says so. A topic names a practice at a workplace, never a person, and several findings never add up to a
verdict by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_INDICATORS: Final = "ILO indicators of forced labour (2012), under C029 art. 2"


@dataclass(frozen=True, slots=True)
class FindingTopic:
    """One topic.

    Attributes:
        id: Kebab-case name used in documents.
        title: One line for people.
        source: The instrument, and its article where there is one.
    """

    id: str
    title: str
    source: str


TOPICS: Final = tuple(
    FindingTopic(*row)
    for row in (
        # the eleven indicators of forced labour
        ("abuse-of-vulnerability", "A worker's dependence or weakness is exploited", _INDICATORS),
        ("deception", "Promises about the work, its place or its pay were false", _INDICATORS),
        ("restriction-of-movement", "Workers cannot leave the workplace or lodging freely", _INDICATORS),
        ("isolation", "Workers are cut off from contact with the outside", _INDICATORS),
        ("physical-or-sexual-violence", "Violence is used or tolerated", _INDICATORS),
        ("intimidation-and-threats", "Workers are threatened to make them work or stay", _INDICATORS),
        ("retention-of-identity-documents", "Identity documents are withheld from their owners", _INDICATORS),
        ("withholding-of-wages", "Wages are held back so that workers cannot leave", _INDICATORS),
        ("debt-bondage", "Work repays a debt or advance on terms a worker cannot end", _INDICATORS),
        ("abusive-working-and-living-conditions", "Degrading conditions are imposed", _INDICATORS),
        ("excessive-overtime", "Overtime beyond the law is exacted under a penalty", _INDICATORS),
        # other forced labour
        ("recruitment-fees", "Workers paid for their own recruitment", "C181 art. 7; ILO fair recruitment (2019)"),
        ("prison-labour-for-private-gain", "Prisoners work for private parties unfreely", "C029 art. 2(2)(c)"),
        ("state-imposed-labour", "A public authority compels work for economic ends", "C105 art. 1(b)"),
        ("compulsory-labour-for-views", "Work punishes or re-educates for political views", "C105 art. 1(a)"),
        ("compulsory-labour-as-discipline", "Work is exacted as labour discipline", "C105 art. 1(c)"),
        ("compulsory-labour-for-strikes", "Work punishes taking part in strikes", "C105 art. 1(d)"),
        ("compulsory-labour-as-discrimination", "Work is exacted on grounds of origin or creed", "C105 art. 1(e)"),
        ("forced-labour-prevention-missing", "No diligence against the risk of forced labour", "P029 art. 2(e)"),
        ("forced-labour-remedy-missing", "Victims have no way to remedy or compensation", "P029 art. 4(1)"),
        ("victims-penalised", "Victims are punished for what they were forced to do", "P029 art. 4(2)"),
        # child labour
        ("below-minimum-age", "Work below the minimum age", "C138 art. 2"),
        ("work-during-compulsory-schooling", "Work before compulsory schooling is completed", "C138 art. 2(3)"),
        ("hazardous-work-below-18", "Hazardous work below 18", "C138 art. 3"),
        ("light-work-limits-exceeded", "Light work goes beyond its permitted limits", "C138 art. 7"),
        ("age-records-missing", "Ages are not verified or not on record", "C138 art. 9(3)"),
        ("child-slavery-or-trafficking", "Slavery-like practices or trafficking of children", "C182 art. 3(a)"),
        ("child-sexual-exploitation", "Sexual exploitation of children", "C182 art. 3(b)"),
        ("child-illicit-activities", "Use of children for illicit activities", "C182 art. 3(c)"),
        ("child-harmful-work", "Work that harms the health, safety or morals of children", "C182 art. 3(d)"),
        ("child-remediation-missing", "No removal to education for children found at work", "C182 art. 7(2)"),
        # freedom of association and bargaining
        ("union-formation-hindered", "Workers are hindered in forming or joining a union", "C087 art. 2"),
        ("union-affairs-interfered-with", "A union's rules, elections or acts are interfered with", "C087 art. 3"),
        ("union-dissolved-or-suspended", "A union is dissolved or suspended administratively", "C087 art. 4"),
        ("anti-union-discrimination", "Workers suffer for union membership or activity", "C098 art. 1"),
        ("union-dominated-by-employer", "The employer controls or finances a union", "C098 art. 2"),
        ("bargaining-refused", "Collective bargaining is refused or obstructed", "C098 art. 4"),
        ("workers-representatives-hindered", "Representatives lack protection or facilities", "C135 art. 1, 2"),
        # equality
        ("unequal-pay", "Unequal pay for women and men for work of equal value", "C100 art. 2"),
        ("pay-grading-biased", "Jobs are graded in a way that favours one sex", "C100 art. 3"),
        ("discrimination-in-hiring", "Discrimination in access to work", "C111 art. 1"),
        ("discrimination-at-work", "Discrimination in training, promotion or conditions", "C111 art. 1"),
        ("pregnancy-testing", "Pregnancy tests or questions as a condition of work", "C183 art. 9"),
        ("violence-and-harassment", "Violence or harassment in the world of work", "C190 art. 1, 4"),
        # safety and health
        ("fire-and-emergency", "Exits, alarms, drills or first aid are not sufficient", "C155 art. 18"),
        ("building-safety", "The building is not safe for its use", "C155 art. 5(a), 16(1)"),
        ("machinery-and-equipment", "Machinery or equipment is not guarded or maintained", "C155 art. 5(a), 16(1)"),
        ("chemical-exposure", "Exposure to harmful substances is not controlled", "C155 art. 16(2); C170"),
        ("protective-equipment", "Protective equipment is missing, unfit or charged for", "C155 art. 16(3), 21"),
        ("imminent-danger", "Workers cannot leave a situation of imminent danger", "C155 art. 13, 19(f)"),
        ("accident-records", "Accidents and diseases are not recorded or reported", "C155 art. 11(c)"),
        ("safety-training", "Workers are not trained or informed in safety and health", "C155 art. 19(c), 19(d)"),
        ("safety-consultation", "Workers or representatives are not consulted on safety", "C155 art. 19(e), 20"),
        ("safety-management-system", "No system to find and reduce hazards", "C187 art. 1(d); ILO-OSH 2001"),
        ("hazard-assessment", "Hazards at the workplace are not assessed", "C187 art. 3(3)"),
        ("welfare-and-sanitation", "Water, toilets, food or rest places are not sufficient", "R102; C120"),
        ("lodging-conditions", "Workers' lodging is unsafe, crowded or not private", "R115"),
        # wages, hours, employment
        ("below-minimum-wage", "Pay is below the legal or agreed minimum", "C131 art. 2"),
        ("late-payment", "Wages are paid late or irregularly", "C095 art. 12"),
        ("unlawful-deductions", "Deductions beyond what law or agreement permits", "C095 art. 8"),
        ("pay-statements-missing", "Workers do not get or understand their pay statement", "C095 art. 14"),
        ("overtime-premium-unpaid", "Overtime is not paid at the required rate", "C001 art. 6(2)"),
        ("social-security-unpaid", "Social security contributions are not paid", "C102"),
        ("weekly-hours-exceeded", "Normal hours beyond the limit", "C001 art. 2; C030"),
        ("weekly-rest-missing", "No weekly day of rest", "C014 art. 2; C106"),
        ("paid-leave-missing", "Paid annual leave is not granted", "C132"),
        ("contract-missing", "No written terms of employment that workers understand", "R198"),
        ("agency-labour-unprotected", "Agency workers lack protection", "C181 art. 11, 12"),
        ("home-work-unprotected", "Home workers lack equal treatment", "C177 art. 4"),
        ("unfair-termination", "Termination without valid reason or procedure", "C158 art. 4, 7"),
        # management and the assessment itself
        ("grievance-procedure-missing", "No working way to raise and settle grievances", "R130"),
        ("retaliation", "Workers suffer for complaining or speaking to assessors", "C158 art. 5(c)"),
        ("undisclosed-subcontracting", "Work is done at sites that were not disclosed", "no ILO text; scheme rules"),
        ("records-falsified", "Records shown to the assessor are false", "C081 art. 18; scheme rules"),
        ("access-denied", "The assessor was refused access to places, records or people", "C081 art. 12; scheme rules"),
        ("assessor-bribery", "A bribe was offered or asked for", "UN Convention against Corruption art. 21"),
    )
)  # fmt: skip
