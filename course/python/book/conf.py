"""How Sphinx makes the book. Everything that a page needs lies in the book itself."""
from latex2mathml.converter import convert

project = "Autoencoders in Rust"
author = "the course"
language = "en"
extensions = ["myst_nb"]
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3
# Lessons are numbered themselves, and some outputs have headings of their own.
suppress_warnings = ["myst.header", "mystnb.unknown_mime_type", "misc.highlighting_failure"]
# The notebooks in the repository have run; nothing is run here.
nb_execution_mode = "off"
nb_merge_streams = True

html_theme = "sphinx_book_theme"
html_title = project
templates_path = ["_templates"]
html_sidebars = {"**": ["home.html", "sbt-sidebar-nav.html"]}
html_static_path = ["_static"]
html_css_files = ["book.css"]
html_js_files = ["book.js"]
html_show_sourcelink = False
# A page that was opened as a file may not read another one.
html_show_search_summary = False
html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    # The contents have the field already.
    "navbar_persistent": [],
    "show_toc_level": 2,
    "show_navbar_depth": 1,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "use_sidenotes": False,
    "back_to_top_button": False,
    "footer_content_items": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
pygments_style = "a11y-high-contrast-light"


# Every browser shows MathML: no script, and no fonts from elsewhere.
def formula(display):
    def visit(self, node):
        from docutils.nodes import SkipNode

        self.body.append(convert(node.astext(), display=display))
        raise SkipNode

    return visit


# A table's empty corner is a cell: a screen reader would announce a heading without words.
def empty_corners(app, name, template, context, doctree):
    if "body" in context:
        context["body"] = context["body"].replace('<th class="head"><p></p></th>', "<td></td>")


def setup(app):
    app.connect("html-page-context", empty_corners)
    app.add_html_math_renderer("mathml", (formula("inline"), None), (formula("block"), None))


html_math_renderer = "mathml"
