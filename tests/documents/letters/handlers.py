from privacyadmin import documents


@documents.builder("tests_real_letter")
def build(document):
    """Three words, from the template of this app."""
    return documents.Answer(title="A real letter", template="tests_letter.html", context={}, sections=["One.", "Two.", "Three."])
