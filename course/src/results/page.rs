//! The pages.

use super::claims::CLAIMS;
use crate::failure::{Failure, Result};
use aelib::prelude::Table;
use results::Results;

/// Between these lines of the README stands what this writes.
const MARKS: [&str; 2] = ["<!-- results -->\n", "<!-- /results -->\n"];

/// RESULTS.md: the claims, then every table.
pub fn results(all: &[(String, Results)]) -> Result<String> {
    let mut text = String::from(
        "# Results\n\nEvery number that the course claims, and every table of its notebooks and \
         figures that takes\nlong to measure. `cargo course results` writes this page from \
         `results/*.json`. ± is the\nstandard deviation over seeds; a promise is kept if every \
         seed keeps it.\n\n## What was promised\n\n",
    );
    let mut table = Table::new(["what", "wanted", "measured", "kept", "command"]);
    for claim in CLAIMS {
        let verdict = claim.verdict(all)?;
        let kept = if verdict.met { "yes" } else { "no" };
        let command = format!("`{}`", verdict.command);
        table = table.row([claim.what, &verdict.wanted, &verdict.ours, kept, &command]);
    }
    text += &table.markdown();
    for (name, results) in all {
        text += &format!("\n## {name}\n\n```sh\n{}", results.command);
        if let Some(seconds) = results.seconds {
            text += &format!("    # took {seconds:.0} s");
        }
        text += "\n```\n";
        for measured in &results.measured {
            text += &format!("\n### {}\n\n{}", measured.name, measured.table().markdown());
        }
    }
    Ok(text)
}

/// The README, with the claims between its two marks.
pub fn readme(old: &str, all: &[(String, Results)]) -> Result<String> {
    let marks = || {
        let (before, rest) = old.split_once(MARKS[0])?;
        let (_, after) = rest.split_once(MARKS[1])?;
        Some((before, after))
    };
    let Some((before, after)) = marks() else {
        let [from, to] = MARKS.map(str::trim_end);
        return Err(Failure::new(format!(
            "README.md: expected the lines {from} and {to} around the results; put them back"
        )));
    };
    let mut table = Table::new(["measured", "wanted", "ours"]);
    for claim in CLAIMS {
        let verdict = claim.verdict(all)?;
        let missed = if verdict.met { "" } else { " (missed)" };
        let ours = verdict.ours + missed;
        table = table.row([claim.what, &verdict.wanted, &ours]);
    }
    let [from, to] = MARKS;
    Ok(format!("{before}{from}{}{to}{after}", table.markdown()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours() -> Vec<(String, Results)> {
        let root = crate::project::Project::find().unwrap().root;
        super::super::load(&root.join("results")).unwrap()
    }

    #[test]
    fn every_claim_was_measured() {
        let page = results(&ours()).unwrap();
        assert!(CLAIMS.iter().all(|claim| page.contains(claim.what)));
    }

    #[test]
    fn a_claim_that_is_missed_is_said_to_be() {
        let mut all = ours();
        let claim = &CLAIMS[0];
        assert_eq!(claim.at[0], "speed");
        let speed = all.iter_mut().find(|(name, _)| name == "speed").unwrap();
        let rows = &mut speed.1.measured.iter_mut();
        let dense = rows.find(|m| m.name == claim.at[1]).unwrap();
        dense.rows.iter_mut().for_each(|row| {
            row.cells.iter_mut().for_each(|cell| *cell = vec![9.0]);
        });
        assert!(!claim.verdict(&all).unwrap().met);
        let page = readme("a\n<!-- results -->\nold\n<!-- /results -->\nb\n", &all).unwrap();
        assert!(
            page.starts_with("a\n<!-- results -->\n| measured"),
            "{page}"
        );
        assert!(page.contains("(missed)") && page.ends_with("-->\nb\n"));
        assert!(readme("no marks", &all).is_err());
    }
}
