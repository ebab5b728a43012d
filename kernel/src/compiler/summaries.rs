//! What cells tell of their variables.
//!
//! evcxr keeps the variables of earlier cells in a store, of any type, and each cell takes
//! them out and puts them back. Here a cell that puts in a variable with a new type leaves a
//! function beside it that says in short what such a variable is. At each cell's end these
//! functions are called for what is in the store then, and one event tells the kernel. So no
//! cell runs for it, and a cell compiles nothing for the variables of others.

/// What is added to evcxr's own code: where, and what comes after it.
const ADDED: [(&str, &str); 3] = [
    (
        "    variables: std::collections::HashMap<String, Box<dyn std::any::Any + 'static>>,",
        "summaries: std::collections::HashMap<String, Box<dyn Fn(&dyn std::any::Any) -> (Option<usize>, String)>>,",
    ),
    (
        "            variables: std::collections::HashMap::new(),",
        "summaries: std::collections::HashMap::new(),",
    ),
    ("impl VariableStore {", METHODS),
];

/// The store's own. A summary that panics says so once.
const METHODS: &str = r#" pub fn keep_summary<T: 'static>(&mut self, name: &str, of: fn(&T) -> (Option<usize>, String)) {
    self.summaries.insert(name.to_owned(), Box::new(move |value| value.downcast_ref().map_or_else(Default::default, of)));
}
pub fn tell(&mut self) {
    let mut all = String::new();
    let variables = &self.variables;
    self.summaries.retain(|name, summary| {
        let Some(value) = variables.get(name) else { return false };
        let Ok((count, said)) = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| summary(&**value))) else { return false };
        let count = count.map_or_else(|| "null".to_string(), |count| count.to_string());
        let comma = if all.is_empty() { "" } else { "," };
        all += &format!("{comma}\"{name}\":[{count},\"{said}\"]");
        true
    });
    println!("\u{1b}_jupyter:{{\"variables\":{{{all}}}}}\u{1b}\\");
}"#;

/// How a type says what it is: by a method of its own, by what `Debug` writes, or not at all;
/// and how many items it has, if it can be counted. The first that a type has is taken,
/// because it takes the fewest steps to find the method.
const TRAITS: &str = r#"pub struct Look<'a, T>(pub &'a T);
pub struct Short(pub String, pub usize);
impl std::fmt::Write for Short {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for letter in text.chars() {
            if self.1 == 0 { self.0.push('…'); return Err(std::fmt::Error) }
            self.1 -= 1;
            if letter == '"' || letter == '\\' { self.0.push('\\') }
            self.0.push(if letter.is_control() { ' ' } else { letter });
        }
        Ok(())
    }
}
pub trait NoSummary { fn notebook_summary(&self) -> Option<String> { None } }
impl<T> NoSummary for &T {}
pub trait ByDebug { fn kernel_said(&self, to: &mut Short); }
impl<T: std::fmt::Debug> ByDebug for &Look<'_, T> {
    fn kernel_said(&self, to: &mut Short) { let _ = std::fmt::Write::write_fmt(to, format_args!("{:?}", self.0)); }
}
pub trait ByNothing { fn kernel_said(&self, _: &mut Short) {} }
impl<T> ByNothing for Look<'_, T> {}
pub trait Counted { fn kernel_count(&self) -> Option<usize>; }
impl<'a, T> Counted for &Look<'a, T> where &'a T: IntoIterator, <&'a T as IntoIterator>::IntoIter: ExactSizeIterator {
    fn kernel_count(&self) -> Option<usize> { Some(self.0.into_iter().len()) }
}
pub trait Uncounted { fn kernel_count(&self) -> Option<usize> { None } }
impl<T> Uncounted for Look<'_, T> {}
"#;

/// A variable is put into the store.
const PUT: &str = "evcxr_variable_store.put_variable::<";

/// A variable is taken out of it.
const TAKE: &str = "evcxr_variable_store.take_variable::<";

/// The end of a cell's function.
const END: &str = "evcxr_variable_store\n}";

/// evcxr's own code, with what keeps and calls the functions.
pub fn library(code: &str) -> String {
    let add = |code: String, (place, added): (&str, &str)| {
        code.replacen(place, &format!("{place}\n{added}"), 1)
    };
    ADDED.into_iter().fold(code.to_string(), add) + TRAITS
}

/// A cell that leaves such functions, and tells at its end. No line becomes another one.
pub fn asked_for(cell: &str) -> String {
    let mut text = String::new();
    for line in cell.split_inclusive('\n') {
        text += &summary(line, cell).unwrap_or_default();
        text += line;
    }
    match text.rfind(END) {
        Some(at) => format!(
            "{}evcxr_variable_store.tell(); {}",
            &text[..at],
            &text[at..]
        ),
        None => text,
    }
}

/// What comes before a line that puts in a variable which was not taken out with this type.
fn summary(line: &str, cell: &str) -> Option<String> {
    let what = line.trim().strip_prefix(PUT)?.strip_suffix(");")?;
    // `TYPE>(stringify!(NAME), NAME);`
    let (what, _) = what.rsplit_once(", ")?;
    if cell.contains(&format!("{TAKE}{what});")) {
        return None;
    }
    Some(format!(
        "evcxr_variable_store.keep_summary::<{what}, |value| {{ \
         use evcxr_internal_runtime::{{ByDebug, ByNothing, Counted, Look, NoSummary, Short, Uncounted}}; \
         let mut said = Short(String::new(), {LETTERS}); \
         match value.notebook_summary() {{ \
         Some(text) => {{ let _ = std::fmt::Write::write_str(&mut said, &text); (None, said.0) }} \
         None => {{ (&&Look(value)).kernel_said(&mut said); ((&&Look(value)).kernel_count(), said.0) }} \
         }} }}); "
    ))
}

/// So many letters are kept of what a variable says.
const LETTERS: usize = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stay_and_a_known_variable_costs_nothing() {
        let cell = "let mut a = evcxr_variable_store.take_variable::<u8>(stringify!(a));
let b = 1;
evcxr_variable_store.put_variable::<Vec<(u8, u8)>>(stringify!(b), b);
evcxr_variable_store.put_variable::<u8>(stringify!(a), a);
evcxr_variable_store
}
";
        let text = asked_for(cell);
        assert_eq!(text.lines().count(), cell.lines().count());
        assert_eq!(text.matches("keep_summary::<").count(), 1, "{text}");
        assert!(text.contains("keep_summary::<Vec<(u8, u8)>>(stringify!(b), |value|"));
        assert!(text.contains("tell(); evcxr_variable_store\n}"));
    }
}
