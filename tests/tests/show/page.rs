//! What every page that a value shows has to be.

/// Fails if a page asks for anything outside of it, if a text in it ends its script, or if
/// the still picture, for those who do not trust the notebook, does not come first.
#[track_caller]
pub fn brings_everything_along(html: &str) {
    assert_eq!(
        html.matches("</script>").count(),
        1,
        "a name ends the script"
    );
    for outside in ["http", "src=\"/", "import ", "@import", "url("] {
        assert!(!html.contains(outside), "{outside}");
    }
    let still = html
        .find("run this cell, or trust the notebook")
        .expect("a still picture");
    assert!(still < html.find("<script>").unwrap());
}
