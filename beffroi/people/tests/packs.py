"""A small pack of the invented commune of Valbois, written to a folder and changed at will."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "commune.yaml": """\
slug: valbois
name: Commune de Valbois
short_name: Valbois
nis: "90001"
bce: 0207.316.021
province: Namur
languages: [fr, nl]
demonstration: true
banner: Démonstration
mediator:
  competent: true
  text: Vous pouvez écrire au Médiateur.
sections:
  - {name: Valbois, postal_code: "5900"}
  - {name: Mesnil, postal_code: "5901"}
contact:
  address: [Place Haute 1, 5900 Valbois]
  phone: 081 00 00 00
  account: {name: Commune de Valbois, iban: BE71 0961 2345 6769}
logo_text: Une tour
opening:
  week:
    monday: ["9:00-12:00", "13:30-16:00 appointment"]
  exceptions:
    - {day: 2026-12-24, hours: ["9:00-10:00"], reason: Veille de Noël}
points:
  - {slug: accueil, name: Accueil, department: population, phone: 081 00 00 00}
""",
    "departments.yaml": """\
departments:
  - slug: population
    name: Population
    summary: Certificats et actes.
    keeps_register: true
    opening: {week: {tuesday: ["8:00-12:00"]}}
  - slug: travaux
    name: Travaux
    summary: Voiries.
""",
    "theme.yaml": """\
brand: "#17574b"
brand_text: "#ffffff"
action: "#0b5f8a"
accent: "#a34a00"
""",
    "logo.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M1 1h6v6H1z"/></svg>\n',
    "streets.csv": "street,section,source\nRue Haute,Valbois,BeSt\nRue des Écoles,Valbois,BeSt\nRue des Écoles,Mesnil,BeSt\n",
    "schools.csv": (
        "fase_etablissement,nom,type_enseignement,niveau,reseau,fase_implantation,adresse,code_postal,localite,lat,lon,nom_po\n"
        "1,École du Tilleul,Maternel ordinaire,Fondamental,WBE,10,Rue Haute 3,5900,Valbois,50.5,4.5,WBE\n"
        "1,École du Tilleul,Primaire ordinaire,Fondamental,WBE,10,Rue Haute 3,5900,Valbois,50.5,4.5,WBE\n"
    ),
    "holidays.csv": "day,label,source\n2026-12-25,Noël,jour férié légal\n2026-12-26,Lendemain de Noël,usage\n",
}


def write_pack(folder: Path, **changes: tuple[str, str]) -> Path:
    """Write the pack; each change is ``file_ext=(old text, new text)``, applied to that file."""
    folder.mkdir(exist_ok=True)
    texts = dict(FILES)
    for name, (old, new) in changes.items():
        file = name.replace("_", ".")
        assert old in texts[file], old
        texts[file] = texts[file].replace(old, new)
    for file, text in texts.items():
        (folder / file).write_text(text, encoding="utf-8")
    return folder
