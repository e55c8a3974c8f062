"""The look and its promises: nothing inline, nothing dangling, colours that can be read, no other brand."""

import re
from pathlib import Path

import pytest
from jinja2 import nodes

from accounts.pages import charts
from tests.accounts.specimen import STATIC, TEMPLATES, environment, page_context, specimen_context, tiles
from tests.accounts.specimen_forms import ENTERED, EveryField

HEARTH = STATIC / "hearth"
STYLES = STATIC.parent / "frontend" / "styles"
OURS = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))


@pytest.fixture(scope="module")
def page() -> str:
    return environment().get_template("accounts/specimen.html").render(specimen_context(EveryField(ENTERED)))


def test_nothing_is_inline(page: str) -> None:
    assert not re.search(r"\sstyle=|<style|\son\w+=", page)
    for script in re.findall(r"<script[^>]*>", page):
        assert 'nonce="abc123"' in script or 'src="/static/' in script


def test_ids_are_unique_and_references_resolve(page: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids)), sorted({one for one in ids if ids.count(one) > 1})
    for attribute in ("aria-labelledby", "aria-describedby", "for", "data-aria-controls"):
        for value in re.findall(rf'\b{attribute}="([^"]+)"', page):
            assert set(value.split()) <= set(ids), (attribute, value)


def test_every_drawing_speaks_or_is_hidden(page: str) -> None:
    drawings = re.findall(r"<svg[^>]*>", page)
    assert len(drawings) > 20
    for drawing in drawings:
        if 'role="img"' in drawing:
            assert "aria-labelledby=" in drawing
        elif 'aria-hidden="true"' not in drawing:
            assert "hearth-key__swatch" in drawing, drawing


def test_every_macro_of_ours_is_shown(page: str) -> None:
    specimen = (TEMPLATES / "accounts" / "specimen.html").read_text()
    env = environment()
    for name in ("charts", "components", "forms", "homes"):
        tree = env.parse((TEMPLATES / "accounts" / "macros" / f"{name}.html").read_text())
        public = {node.name for node in tree.find_all(nodes.Macro) if not node.name.startswith("_")}
        assert {one for one in public if not re.search(rf"\b{one}\b", specimen)} <= {
            "input_id",
            "strip_mark",
            "window",
        }


def test_errors_stand_in_the_title(page: str) -> None:
    assert "<title>Error: Specimen – Hearth</title>" in page
    plain = environment().get_template("accounts/specimen.html").render(specimen_context(EveryField()))
    assert "<title>Specimen – Hearth</title>" in plain


def test_no_other_brand(page: str) -> None:
    served = page + (HEARTH / "hearth.css").read_text()
    assert not re.search(r"GDS Transport|govuk-crest|govuk-crown|GOV\.UK", served)


def test_stylesheet_addresses_are_relative_and_exist() -> None:
    addresses = re.findall(r'url\("?([^")]+)"?\)', (HEARTH / "hearth.css").read_text())
    assert addresses
    for address in addresses:
        assert not address.startswith(("/", "http"))
        assert (HEARTH / address).is_file(), address
    assert "sourceMappingURL" not in (HEARTH / "hearth.css").read_text() + (HEARTH / "hearth.js").read_text()


def test_static_files_that_templates_name_exist() -> None:
    for name in OURS:
        for path in re.findall(r"static\('([^']+)'\)", (TEMPLATES / name).read_text()):
            assert (STATIC / path).is_file(), path


@pytest.mark.parametrize("name", OURS)
def test_templates_compile(name: str) -> None:
    environment().get_template(name)


# States that look like their element's plain form.
PLAIN = {
    "hearth-clock--fine",
    "hearth-room--filled",
    "hearth-room--held",
    "hearth-room--unavailable",
    "hearth-timeline__item--done",
    "hearth-window--held",
}


def test_every_variant_is_styled(page: str) -> None:
    css = (HEARTH / "hearth.css").read_text()
    used = {one for value in re.findall(r'class="([^"]*)"', page) for one in value.split()}
    variants = {one for one in used if one.startswith("hearth-") and "--" in one}
    assert len(variants) > 60
    assert {one for one in variants if f".{one}" not in css} <= PLAIN


def test_public_and_workspace_headers() -> None:
    env = environment()
    public = env.from_string('{% extends "accounts/public.html" %}').render(page_context(section="enquire"))
    assert re.search(r'aria-current="true"[^>]*>\s*<strong[^>]*>Enquire', public)
    assert "Sign in" in public
    work = env.from_string('{% extends "accounts/workspace.html" %}').render(page_context(organisation="<b>Aire"))
    assert "&lt;b&gt;Aire" in work
    assert re.search(r'<form method="post"[^>]*>.*Sign out', work, re.DOTALL)


def test_messages_become_banners() -> None:
    class Message:
        def __init__(self, tags: str, words: str) -> None:
            self.tags, self.words = tags, words

        def __str__(self) -> str:
            return self.words

    messages = [Message("success", "Saved <b>"), Message("error", "Not saved"), Message("info", "By the way")]
    work = environment().from_string('{% extends "accounts/workspace.html" %}').render(page_context(messages=messages))
    assert "govuk-notification-banner--success" in work
    assert "There is a problem" in work
    assert "Saved &lt;b&gt;" in work


def test_short_names_tell_153_councils_apart() -> None:
    names = [tile.name for tile in tiles()]
    short = [charts.short_name(name) for name in names]
    assert len(names) == len(set(short)) == 153
    assert all(len(line) <= 9 for words in short for line in re.split("[ \u00ad]", words))
    assert charts.short_name("A council that was founded yesterday") == "A council that was"


def tokens() -> dict[str, str]:
    return dict(re.findall(r"^\$([\w-]+): (#[0-9a-f]{6});", (STYLES / "_tokens.scss").read_text(), re.MULTILINE))


def contrast(first: str, second: str) -> float:
    """WCAG 2.2 contrast ratio of two #rrggbb colours."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("ground", ["paper", "linen", "hearth-tint", "teal-tint", "slate-tint"])
@pytest.mark.parametrize("text", ["ink", "hearth", "teal", "plum", "slate", "error", "success"])
def test_text_can_be_read(text: str, ground: str) -> None:
    assert contrast(tokens()[text], tokens()[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["hearth", "hearth-deep", "teal", "teal-deep", "plum", "slate", "error"])
def test_white_can_be_read_on_dark_grounds(ground: str) -> None:
    assert contrast("#ffffff", tokens()[ground]) >= 4.5


@pytest.mark.parametrize("colour", ["teal", "amber", "plum", "slate", "hearth"])
def test_charts_can_be_seen(colour: str) -> None:
    assert contrast(tokens()[colour], "#ffffff") >= 3


def test_focus_can_be_seen() -> None:
    assert contrast(tokens()["focus"], tokens()["ink"]) >= 4.5


def test_bands_of_the_tile_map_carry_their_words() -> None:
    found = re.search(r"\$bands: \(([^)]*)\)", (STYLES / "_maps.scss").read_text())
    assert found
    bands = [tokens()["teal-deep"] if "t." in one else one.strip() for one in found[1].split(",")]
    for index, band in enumerate(bands):
        assert contrast("#ffffff" if index > 2 else tokens()["ink"], band) >= 4.5


def test_licences_are_shipped() -> None:
    assert "SIL OPEN FONT LICENSE" in Path(HEARTH / "licences/source-sans-3-OFL.txt").read_text().upper()
    assert "MIT License" in Path(HEARTH / "licences/govuk-frontend-MIT.txt").read_text()
