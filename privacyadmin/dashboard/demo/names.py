"""Fictional names; who they belong to is drawn, so no combination is meant to be anybody."""

GIRLS = """
Aaliyah Amina Anouk Bente Bo Charlotte Elif Emma Esmee Eva Evi Femke Fenna Fleur Floor Hanna Hira Ilse Isa Jasmijn Julia Juul Keet
Lara Lieke Liv Lotte Loïs Maud Meryem Mila Mirthe Naomi Nina Nora Olivia Pien Puck Roos Sara Saar Senna Sofie Suze Tess Veerle Vera Yasmin
Zeynep Zoë""".split()
BOYS = """Abel Adam Aras Bas Benjamin Bram Daan Daniël Dex Emir Guus Hamza Hugo Ilias Jayden Jens Jesse Jonas Joris Kaan Koen Lars Levi Liam
Lucas Luuk Mats Mees Milan Mohammed Morris Niek Noah Olivier Oscar Otis Pim Quinten Rayan Ruben Samuel Sem Siem Sven Teun Thijs Tijn Tobias
Ömer Willem""".split()
WOMEN = """
Anneke Carla Chantal Debbie Demet Ellen Esther Fatima Hanneke Ilona Ingrid Joyce Judith Karin Latifa Linda Marieke Marloes Miranda
Monique Nadia Patricia Petra Renate Saskia Simone Tamara Wendy Yvonne Zehra""".split()
MEN = """
Ahmed Arjan Bart Cem Dennis Edwin Erik Frank Gerard Hans Jeroen Johan Kees Mehmet Michel Mustafa Patrick Paul Peter Ramon Rick Robert
Ronald Sander Stefan Theo Tom Vincent Wouter Youssef""".split()
SURNAMES = [
    ("", "Aalbers"),
    ("van", "Beek"),
    ("", "Bakker"),
    ("de", "Boer"),
    ("van den", "Berg"),
    ("", "Celik"),
    ("van", "Dam"),
    ("", "Demir"),
    ("van", "Dijk"),
    ("", "Driessen"),
    ("el", "Amrani"),
    ("", "Evers"),
    ("", "Franken"),
    ("de", "Groot"),
    ("van", "Gaal"),
    ("", "Hendriks"),
    ("van den", "Heuvel"),
    ("van der", "Horst"),
    ("", "Jansen"),
    ("de", "Jong"),
    ("", "Kaya"),
    ("", "Kuipers"),
    ("van", "Leeuwen"),
    ("van der", "Linden"),
    ("", "Maas"),
    ("van der", "Meer"),
    ("", "Mulder"),
    ("", "Nijhuis"),
    ("", "Öztürk"),
    ("", "Peeters"),
    ("", "Prins"),
    ("", "Rutten"),
    ("", "Sanders"),
    ("", "Schouten"),
    ("", "Smits"),
    ("van", "Straten"),
    ("", "Timmermans"),
    ("", "Verbeek"),
    ("", "Verhoeven"),
    ("de", "Vries"),
    ("", "Vermeulen"),
    ("van", "Vliet"),
    ("van de", "Ven"),
    ("", "Wijnen"),
    ("", "Willems"),
    ("de", "Winter"),
    ("", "Yilmaz"),
    ("van", "Zanten"),
    ("", "Zwart"),
]
STREETS = [
    "Beukenlaan",
    "Dorpsstraat",
    "Eikenhof",
    "Kerkpad",
    "Molenweg",
    "Parkzicht",
    "Populierenlaan",
    "Schoolstraat",
    "Vijverhof",
    "Wilgenpad",
]
SCHOOLS = ["De Kom", "De Wilgenroos", "Het Baken", "De Schakel", "De Zonnewijzer", "De Klimop", "Het Spectrum", "De Meander", "De Horizon"]

NOTES = {
    "GUI": [
        "Gesprek over zelfstandig werken; we spraken af dat hij het plan van aanpak op de bank legt.",
        "Rustig begin van de week. Werkt graag samen met een vaste klasgenoot.",
        "Wil graag meer uitleg bij breuken. Volgende week kijken we opnieuw.",
        "Na de pauze soms moe; ouders herkennen dit en letten op de bedtijd.",
    ],
    "RES": ["Begrijpend lezen: ruim voldoende.", "Rekenen: niveau 2F.", "Spelling: 34 van 40 goed.", "Wiskunde, hoofdstuk 3: 7,2."],
    "ABS": ["Ziek gemeld.", "Tandarts, om 10.30 uur terug.", "Te laat: lekke band.", "Verlof voor een huwelijk."],
    "SAF": ["Allergie voor noten; de pen ligt in de la van de groep.", "Astma: gebruikt een inhalator voor het sporten."],
    "MED": [
        "Verslag van het lees- en spellingonderzoek, met advies voor extra tijd.",
        "Brief van de kinderarts over het gebruik van medicijnen.",
    ],
    "CAR": ["Bespreking in het zorgteam: steun bij het plannen van huiswerk, na zes weken terug op de lijst."],
    "TRF": ["Onderwijskundig rapport ontvangen van de vorige school."],
    "FIN": ["Ouderbijdrage voldaan."],
}
