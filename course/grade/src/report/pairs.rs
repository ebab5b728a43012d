//! The page of submissions that are alike, side by side.

use super::{escaped, head};
use crate::similar::Pair;
use std::fmt::Write;

/// The page; for the instructor.
pub fn page(pairs: &[Pair]) -> String {
    let mut text = format!(
        "{}<p><a href=\"index.html\">the whole class</a><h1>Alike</h1><p>Compared are the \
         exercises without comments, spaces and names, and without what is handed out or what \
         many have. It says where to look, and not who has copied.<table>",
        head("Alike")
    );
    for (number, pair) in pairs.iter().enumerate() {
        let _ = write!(text, "<tr><td><a href=\"#p{number}\">{}</a>", words(pair));
    }
    text += "</table>";
    for (number, pair) in pairs.iter().enumerate() {
        let _ = write!(text, "<h2 id=p{number}>{}</h2>", words(pair));
        for (path, texts) in &pair.files {
            let path = path.display().to_string();
            let _ = write!(text, "<h3>{}</h3><div class=two>", escaped(&path));
            for side in texts {
                let _ = write!(text, "<pre>{}</pre>", escaped(side));
            }
            text += "</div>";
        }
    }
    text + "\n"
}

fn words(pair: &Pair) -> String {
    let names = pair.names.each_ref().map(|name| escaped(name));
    let share = (100.0 * pair.share).floor();
    let code = match (pair.identical, pair.files.len()) {
        (true, _) => "all that was written is the same".into(),
        (_, 0) => String::new(),
        (_, files) => format!("{share} % of {files} exercises"),
    };
    let weights = if pair.weights {
        "the network's weights are the same"
    } else {
        ""
    };
    let what = [code.as_str(), weights]
        .into_iter()
        .filter(|words| !words.is_empty());
    format!(
        "{} and {}: {}",
        names[0],
        names[1],
        what.collect::<Vec<_>>().join("; ")
    )
}
