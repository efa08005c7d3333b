from outline import Document


def test_a_document_has_no_section_at_first():
    assert Document("A book about counting").sections == []


def test_a_section_knows_where_it_stands():
    document = Document("A book about counting")
    assert document.add_section("Why").path() == "A book about counting / Why"
