"""Tables: aligned as text, escaped as HTML."""

from quenchmap.table import Row, Table


def test_columns_are_aligned_below_their_head():
    text = str(Table("Folds", [["on", "1.597"], ["off", "1.06"]], ["fold", "drive"], ["heat balances"]))
    assert text.splitlines() == ["Folds", "fold  drive", "----  -----", "on    1.597", "off   1.06", "heat balances"]


def test_a_card_has_no_head_and_is_indented():
    assert str(Table("NbN", [Row("Tc", "10 K", "assumed")], notes=["a source"])).splitlines() == [
        "NbN",
        "  Tc  10 K  assumed",
        "  a source",
    ]


def test_a_table_without_lines_is_its_title_and_notes():
    assert str(Table("Lines", [], notes=["none"])) == "Lines\n  none"
    assert str(Table("Lines", [], ["name"])) == "Lines\nname\n----"


def test_html_escapes_what_a_user_typed():
    page = Table("<a>", [["<b>", "1 & 2"]], ["<c>", ""], ["<d>"]).html()
    for escaped in ("&lt;a&gt;", "&lt;b&gt;", "1 &amp; 2", "&lt;c&gt;", "&lt;d&gt;"):
        assert escaped in page
    assert "colspan='2'" in page
