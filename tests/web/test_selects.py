"""A filter's list is what Django's widget writes, with the chosen value marked."""

from django import forms

from backend.web.shared.selects import select


class Narrow(forms.Form):
    state = forms.ChoiceField(choices=[("", "Any <state>"), ("new", "New"), ("open", "Open")])

    def __init__(self, *args):
        super().__init__(*args)
        self.fields["state"].widget.attrs["aria-label"] = 'The "state"'


def _plain(html: str) -> str:
    return "".join(str(html).split()).replace("required", "")


def test_it_works():
    for asked in ({"state": "open"}, {"state": ""}, {}, {"state": "no such"}):
        form = Narrow(asked)
        expected = _plain(form["state"].as_widget())
        got = _plain(select(form["state"]))
        assert got.count("selected") == expected.count("selected"), asked
        for part in ("Any&lt;state&gt;", "The&quot;state&quot;", 'id="id_state"', 'name="state"'):
            assert part in got
            assert part in expected
    assert '<option value="open" selected>Open</option>' in select(
        Narrow({"state": "open"})["state"]
    )
