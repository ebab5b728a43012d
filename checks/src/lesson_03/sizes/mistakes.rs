//! Recognises a mistake by the size that it leads to.

/// A size that a mistake leads to, and what to say.
type Mistake = (fn([usize; 4]) -> Option<usize>, &'static str);

const CONV_SIZE: &[Mistake] = &[
    (
        |[m, k, s, p]| (s * (m - 1) + k).checked_sub(2 * p),
        "this is the size after a transposed convolution; a plain one makes images smaller",
    ),
    (
        |[m, k, s, p]| Some((m + 2 * p).checked_sub(k)? / s),
        "the kernel's first place counts, too: add 1 at the end",
    ),
    (
        |[m, k, s, p]| Some((m + 2 * p).checked_sub(k)?.div_ceil(s) + 1),
        "this rounds up: the kernel takes whole steps only, so round down",
    ),
    (
        |[m, k, s, p]| Some((m + p).checked_sub(k)? / s + 1),
        "padding lies on both sides: add it twice",
    ),
    (
        |[m, k, s, _]| Some(m.checked_sub(k)? / s + 1),
        "the padding is ignored",
    ),
    (
        |[m, k, _, p]| Some((m + 2 * p).checked_sub(k)? + 1),
        "the stride is ignored",
    ),
];

/// What is wrong, if it is known.
pub fn conv_size(size: [usize; 4], found: usize) -> Option<&'static str> {
    let known = |(make, _): &&Mistake| make(size) == Some(found);
    CONV_SIZE.iter().find(known).map(|(_, text)| *text)
}

/// What to think about, for the sizes of which a convolution makes N.
pub fn inputs([n, k, s, p]: [usize; 4], expected: &[usize], found: &[usize]) -> String {
    let size = |m: &usize| Some(m.checked_add(2 * p)?.checked_sub(k)? / s + 1);
    if let Some(wrong) = found.iter().find(|m| size(m) != Some(n) || **m == 0) {
        return match size(wrong) {
            Some(other) if *wrong > 0 => format!("{wrong} becomes {other}, not {n}"),
            _ => format!("{wrong} pixels make no image for this kernel"),
        };
    }
    if found.len() < expected.len() {
        return format!(
            "the floor forgets a remainder of up to s - 1: there are {} sizes",
            expected.len()
        );
    }
    "from small to large, each size once".into()
}
