"""Field names that ask for personal data, in English, French and Spanish.

Schemas are closed, so such a field would be refused anyway; this says why, and finds them inside anything else. It
judges names alone (`personal_data` has texts judged) and must not know schemas.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Parts of a name that decide alone, wherever they stand in it (written together, without accents).
_ALONE: Final = {
    "e-mail": _words("email emailaddress mailaddress courriel correoelectronico adressemail"),
    "phone": _words(
        "phonenumber telephone telefono mobilenumber cellphone celular whatsapp wechatid numerodeportable"
        " numeromovil phone"
    ),
    "identity-document": _words(
        "passport passeport pasaporte nationalid idcard identitycard identitynumber cartedidentite"
        " cartenationale cedula documentodeidentidad numerodni socialsecurity securitesociale seguridadsocial"
        " drivinglicence driverslicense aadhaar cnicnumber curpnumber visanumber workpermitnumber residencepermit"
    ),
    "birth-date": _words(
        "birthdate dateofbirth birthday datedenaissance datenaissance fechadenacimiento fechanacimiento"
    ),
    "bank-account": _words(
        "iban bankaccount accountnumber accountholder comptebancaire numerodecompte cuentabancaria numerodecuenta"
        " cardnumber creditcard"
    ),
    "lodging-place": _words(
        "dormitoryroom roomnumber bednumber dormroom homeaddress domicile domicilio chambredortoir"
        " numerodechambre habitaciondormitorio numerodehabitacion"
    ),
    "health": _words(
        "diagnosis diagnostic diagnostico medicalrecord medicalcondition dossiermedical historiaclinica bloodtype"
        " hivstatus pregnant enceinte embarazada disability handicap discapacidad maladie enfermedad"
    ),
    "belief-or-membership": _words(
        "unionmember unionmembership membresyndicat appartenancesyndicale afiliacionsindical miembrodelsindicato"
        " religion ethnicity ethnie etnia"
    ),
    "biometric": _words("fingerprint faceimage voicerecording biometric empreintedigitale huelladactilar"),
    "personal-name": _words("firstname lastname surname fullname givenname familyname prenom nomdefamille apellido"),
    "case": _words("casenumber interviewnotes interviewtranscript numerodedossier numerodecaso"),
}
# Whole names too short to be looked for inside longer ones.
_WHOLE: Final = {
    "phone": _words("tel fax gsm cell mobile movil portable"),
    "e-mail": _words("mail correo"),
    "identity-document": _words("ssn nid nik nrc dni nie cnic curp cpf nir iqama visa"),
    "birth-date": _words("dob born"),
}
# People whose details are refused: who they are, and what is asked about them.
_PEOPLE: Final = _words(
    "worker workers employee employees staff labourer child children minor girl boy complainant complainants"
    " interviewee interviewees interviewed witness victim victims survivor whistleblower reporter person migrant"
    " travailleur travailleurs travailleuse ouvrier ouvriere salarie salariee employe employee enfant enfants"
    " mineur plaignant plaignante temoin victime lanceur personne"
    " trabajador trabajadora trabajadores empleado empleada obrero obrera nino nina ninos menor denunciante"
    " entrevistado entrevistada testigo victima persona"
)
_DETAILS: Final = _words(
    "name names id ids identity address photo picture image age sex gender nationality signature contact details"
    " list register salary wage room health injury illness status"
    " nom noms identite adresse age sexe genre nationalite coordonnees liste salaire chambre sante blessure"
    " nombre nombres apellidos identidad direccion foto edad sexo genero nacionalidad firma contacto lista salario"
    " habitacion salud lesion"
)
# Sums are wanted: a field that says it is one is not about a person.
_SUMS: Final = _words(
    "band bands count counts share rate percent percentage total average median number sum bande nombrede taux part"
    " moyenne tasa porcentaje promedio"
)


def personal_field_kind(name: str) -> str | None:
    """Return what personal data a field's name asks for, or None.

    Args:
        name: A field name in any usual spelling: `workerName`, `nombre_trabajador`, `date de naissance`.
    """
    plain = "".join(
        character for character in unicodedata.normalize("NFKD", name) if not unicodedata.combining(character)
    )
    words = [word.lower() for word in _WORD.findall(plain)]
    joined = "".join(words)
    for kind, parts in _ALONE.items():
        if any(part in joined for part in parts):
            return kind
    for kind, names in _WHOLE.items():
        if joined in names:
            return kind
    found = frozenset(words)
    if found & _PEOPLE and found & _DETAILS and not found & _SUMS:
        return "person-detail"
    return None
