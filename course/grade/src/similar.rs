//! Who wrote the same: exercises are compared as sequences of tokens, without comments and
//! spaces, and without names, for these are what is changed first.

use super::Done;
use super::compile::Sources;
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// Tokens in a row that are compared as one.
const ROW: usize = 12;
/// What is shorter is like others by chance.
const LEAST: usize = 60;
/// Which part of the shorter of two has to be in the other.
const SHARE: f64 = 0.8;
/// Networks that were trained apart are less alike than this.
const CORRELATION: f64 = 0.999;
/// Pairs that are shown.
const PAIRS: usize = 200;

/// Two submissions that are alike.
pub struct Pair {
    /// Their names.
    pub names: [String; 2],
    /// Which part of the shorter is in the other, over all that is alike.
    pub share: f64,
    /// Whether all that was written is the same, but for comments, spaces and names.
    pub identical: bool,
    /// Whether their networks have learned the same numbers.
    pub weights: bool,
    /// The exercises that are alike, with their texts.
    pub files: Vec<(PathBuf, [String; 2])>,
}

type Rows = BTreeSet<u64>;

/// What one submission adds to the exercises as they are handed out.
struct Written {
    rows: BTreeMap<PathBuf, Rows>,
    /// Of all tokens of what was changed.
    whole: Option<u64>,
}

/// The pairs that are alike, the most alike first.
pub fn pairs(all: &[Done], clean: &Sources) -> Vec<Pair> {
    let handed_out: BTreeMap<&Path, Vec<u64>> = clean
        .iter()
        .map(|(path, text)| (path.as_path(), tokens(text)))
        .collect();
    let written: Vec<Written> = all
        .iter()
        .map(|one| written(&one.sources, &handed_out))
        .collect();
    let mut common: HashMap<u64, usize> = HashMap::new();
    for row in written.iter().flat_map(|one| one.rows.values().flatten()) {
        *common.entry(*row).or_default() += 1;
    }
    // What a quarter of a class has, and four at least, is how one writes it.
    let rare = |row: &u64| common[row] < (all.len() / 4).max(4);
    let mut pairs = Vec::new();
    for (place, one) in written.iter().enumerate() {
        for (other_place, other) in written.iter().enumerate().skip(place + 1) {
            let [a, b] = [&all[place], &all[other_place]];
            let identical = one.whole.is_some() && one.whole == other.whole;
            let (mut shared, mut least) = (0, 0);
            let mut files = Vec::new();
            for (path, rows) in &one.rows {
                let Some(others) = other.rows.get(path) else {
                    continue;
                };
                let of = |rows: &Rows| rows.iter().filter(|row| identical || rare(row)).count();
                let both: Rows = rows.intersection(others).copied().collect();
                let (both, shorter) = (of(&both), of(rows).min(of(others)));
                if both as f64 >= SHARE * shorter as f64 && both > 0 {
                    let texts = [a, b].map(|done| done.sources[path].clone());
                    files.push((path.clone(), texts));
                    (shared, least) = (shared + both, least + shorter);
                }
            }
            let weights = correlation(&a.grade.learned, &b.grade.learned) > CORRELATION;
            if identical || weights || least >= LEAST {
                pairs.push(Pair {
                    names: [a, b].map(|done| done.grade.submission.clone()),
                    share: shared as f64 / least.max(1) as f64,
                    identical,
                    weights,
                    files,
                });
            }
        }
    }
    let rank = |pair: &Pair| (pair.identical, pair.weights, pair.files.len());
    pairs.sort_by_key(|pair| std::cmp::Reverse(rank(pair)));
    pairs.truncate(PAIRS);
    pairs
}

fn written(sources: &Sources, handed_out: &BTreeMap<&Path, Vec<u64>>) -> Written {
    let mut rows = BTreeMap::new();
    let mut whole = DefaultHasher::new();
    let mut any = false;
    // A file of one's own more, or one less, changes nothing of an exercise.
    for (path, before) in handed_out {
        let Some(text) = sources.get(*path) else {
            continue;
        };
        let after = tokens(text);
        if after == *before {
            continue;
        }
        any = true;
        (path, &after).hash(&mut whole);
        let before: Rows = in_rows(before);
        let new = in_rows(&after).difference(&before).copied().collect();
        rows.insert(path.to_path_buf(), new);
    }
    Written {
        rows,
        whole: any.then(|| whole.finish()),
    }
}

fn in_rows(tokens: &[u64]) -> Rows {
    let hashed = |row: &[u64]| {
        let mut hash = DefaultHasher::new();
        row.hash(&mut hash);
        hash.finish()
    };
    tokens.windows(ROW).map(hashed).collect()
}

/// The tokens of a source: what is a name is the same for all, and so is what is a number.
/// A text that is no Rust is compared by its words.
fn tokens(text: &str) -> Vec<u64> {
    let mut words = Vec::new();
    let flat = text.trim_start_matches('\u{feff}').parse::<TokenStream>();
    match flat {
        Ok(stream) => words = flatten(stream),
        Err(_) => words.extend(text.split_whitespace().map(String::from)),
    }
    let number = |word: String| {
        let mut hash = DefaultHasher::new();
        word.hash(&mut hash);
        hash.finish()
    };
    words.into_iter().map(number).collect()
}

/// Groups wait in a list: in a source they may lie deeper in each other than a stack is.
fn flatten(stream: TokenStream) -> Vec<String> {
    const KEYWORDS: &str = " as break const continue else enum false fn for if impl in let loop \
                            match mod move mut pub ref return self static struct true type use \
                            where while ";
    let mut words = Vec::new();
    let mut open = vec![stream.into_iter().peekable()];
    while let Some(tokens) = open.last_mut() {
        let Some(token) = tokens.next() else {
            open.pop();
            words.push("end".into());
            continue;
        };
        match token {
            // A comment that documents is an attribute to the compiler.
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                tokens.next_if(|next| matches!(next, TokenTree::Punct(p) if p.as_char() == '!'));
                tokens.next_if(|next| matches!(next, TokenTree::Group(_)));
            }
            TokenTree::Punct(mark) => words.push(mark.as_char().into()),
            TokenTree::Literal(_) => words.push("0".into()),
            TokenTree::Ident(name) => {
                let name = name.to_string();
                let keyword = KEYWORDS.contains(&format!(" {name} "));
                words.push(if keyword { name } else { "a".into() });
            }
            TokenTree::Group(group) => {
                words.push(format!("{:?}", group.delimiter()));
                open.push(group.stream().into_iter().peekable());
            }
        }
    }
    words
}

fn correlation(a: &[f32], b: &[f32]) -> f64 {
    if a.len() != b.len() || a.len() < 20 {
        return 0.0;
    }
    let dot = |a: &[f32], b: &[f32]| -> f64 {
        a.iter()
            .zip(b)
            .map(|(a, b)| f64::from(*a) * f64::from(*b))
            .sum()
    };
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::Grade;

    const CLEAN: &str = "/// Adds.\npub fn add(a: &[f32], b: &[f32]) -> Vec<f32> { todo!() }";
    const ANSWER: &str = "/// Adds.\npub fn add(a: &[f32], b: &[f32]) -> Vec<f32> {
        let mut sums = Vec::new(); // one for each
        for (place, x) in a.iter().enumerate() {
            let y = if place < b.len() { b[place] } else { 0.0 };
            while sums.len() < place { sums.push(1.0); }
            sums.push(x + y * 2.0 - (x - y) / 4.0);
        }
        match sums.len() { 0 => vec![], _ => sums.into_iter().map(|s| s * 0.5).collect() }
    }";

    fn done(name: &str, text: &str, learned: &[f32]) -> Done {
        Done {
            grade: Grade {
                submission: name.into(),
                learned: learned.to_vec(),
                ..Grade::default()
            },
            sources: Sources::from([("a.rs".into(), text.into()), (name.into(), "x".into())]),
            new: true,
        }
    }

    #[test]
    fn the_same_is_found_behind_other_names_and_comments_and_nothing_else_is() {
        let renamed = ANSWER
            .replace("sums", "r")
            .replace("place", "i")
            .replace("// one", "/* /* */ */ //");
        let more = renamed.replace("match r.len()", "println!(\"{}\", r.len()); match r.len()");
        let other = "pub fn add(a: &[f32], b: &[f32]) -> Vec<f32> {
            a.iter().zip(b).map(|(x, y)| x / 4.0 + y * 1.25).collect() }";
        let ones: Vec<f32> = (0..40).map(|n| (n * 7 % 5) as f32 - 2.0).collect();
        let twos: Vec<f32> = ones.iter().map(|n| n * 1.0001).collect();
        let clean = Sources::from([("a.rs".into(), CLEAN.into())]);
        let all = [
            done("anna", ANSWER, &ones),
            done("berta", &renamed, &[]),
            done("carl", &more, &[]),
            done("dora", other, &twos),
            done("emil", CLEAN, &[]),
            done("fritz", CLEAN, &[]),
        ];
        let pairs = pairs(&all, &clean);
        let named = |a: &str, b: &str| pairs.iter().find(|pair| pair.names == [a, b]);
        let same = named("anna", "berta").unwrap();
        assert!(same.identical && !same.weights && same.files.len() == 1);
        let nearly = named("anna", "carl").unwrap();
        assert!(!nearly.identical && nearly.share > 0.8, "{}", nearly.share);
        assert!(named("anna", "dora").is_some_and(|pair| pair.weights && pair.files.is_empty()));
        // Deeper than a stack is.
        let deep = format!("{}1{}", "(".repeat(45_000), ")".repeat(45_000));
        assert_eq!(tokens(&deep).len(), 90_002);
        assert_eq!(
            pairs.len(),
            4,
            "{:?}",
            pairs.iter().map(|p| &p.names).collect::<Vec<_>>()
        );
    }
}
