"""The first confidentiality statement: a text that a board may replace by its own (S2-117; GDPR 29, 32(4))."""

FIRST_NL = """Ik ga vertrouwelijk om met wat ik hier zie over leerlingen, ouders en collega's.

Ik open alleen gegevens die ik nodig heb voor mijn werk.

Ik deel gegevens alleen met wie ze mag zien, en langs de weg die de school daarvoor heeft.

Ik houd mijn wachtwoord, mijn telefoon en mijn passkeys voor mezelf. Ik laat niemand onder mijn naam werken.

Zie ik dat er iets misgaat, of heb ik zelf een fout gemaakt? Dan meld ik dat meteen bij de privacycoördinator.

Dit blijft gelden als ik een andere taak krijg of hier niet meer werk."""

FIRST_EN = """I keep confidential what I see here about pupils, parents and colleagues.

I open only the data that I need for my work.

I share data only with those who may see them, and by the way that the school has for it.

I keep my password, my phone and my passkeys to myself. I let nobody work under my name.

Do I see that something goes wrong, or did I make a mistake myself? Then I report it to the privacy coordinator at once.

This continues to hold when I get another task or no longer work here."""
