//! The notebooks that a student works in: copies in `work`, without outputs, so that nobody
//! sees an answer before the question. The course's own keep theirs, for readers.
//!
//! What a student has written is never overwritten. A lesson that has changed replaces a
//! copy in which nothing was changed, and comes beside one in which something was.

use crate::failure::{Failure, Result};
use crate::files::{put, write_whole};
use crate::notebook::Notebook;
use crate::project::Project;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The lessons that the copies were made of: for each name a number of its cells.
const MADE_OF: &str = ".lessons.json";

/// Makes what is missing and renews what a student has not changed. Returns a line for each
/// lesson that has changed where the student's copy has, too.
///
/// # Errors
/// If a lesson is no notebook, or the folder cannot be written.
pub fn refresh(project: &Project) -> Result<Vec<String>> {
    let folder = project.work();
    fs::create_dir_all(&folder).map_err(Failure::file(&folder))?;
    link_library(project)?;
    let record = folder.join(MADE_OF);
    let before = fs::read_to_string(&record).unwrap_or_default();
    // Without it every copy that differs counts as changed by the student.
    let before: BTreeMap<String, String> = serde_json::from_str(&before).unwrap_or_default();
    let (mut now, mut lines) = (BTreeMap::new(), Vec::new());
    for path in project.notebooks()? {
        let mut lesson = Notebook::read(&path)?;
        lesson.forget_outputs();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let copy = folder.join(&*name);
        let (new, old) = (lesson.number(), before.get(&*name));
        // A copy that is no notebook is the student's, whatever it is.
        let mine = copy
            .exists()
            .then(|| Notebook::read(&copy).ok().map(|copy| copy.number()));
        match mine {
            Some(Some(mine)) if mine == new => {}
            Some(mine) if mine.is_none() || mine.as_ref() != old => {
                if old.is_some_and(|old| *old != new) {
                    let beside = free(&copy);
                    write_whole(&beside, lesson.text().as_bytes())?;
                    lines.push(format!(
                        "work/{name}: you have changed it, and the lesson has changed too; \
                         yours stays as it is, the new one is work/{}",
                        beside.file_name().unwrap_or_default().to_string_lossy()
                    ));
                }
            }
            _ => write_whole(&copy, lesson.text().as_bytes())?,
        }
        now.insert(name.into_owned(), new);
    }
    put(&record, &format!("{:#}\n", serde_json::json!(now)))?;
    Ok(lines)
}

/// Cells import the library from the folder of their notebook.
fn link_library(project: &Project) -> Result<()> {
    let link = project.work().join("aelib");
    if link.exists() {
        return Ok(());
    }
    std::os::unix::fs::symlink("../notebooks/aelib", &link).map_err(Failure::file(&link))
}

/// The first name beside a copy that nothing has: `03.new.ipynb`, `03.new-2.ipynb`.
fn free(copy: &Path) -> PathBuf {
    let end = |i: usize| match i {
        1 => "new.ipynb".to_string(),
        _ => format!("new-{i}.ipynb"),
    };
    let names = (1..).map(|i| copy.with_extension(end(i)));
    let mut names = names.filter(|path| !path.exists());
    names.next().expect("there is always another number")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    struct Course {
        project: Project,
        _folder: tempfile::TempDir,
    }

    impl Course {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path().to_path_buf();
            fs::create_dir_all(root.join("notebooks/aelib")).unwrap();
            let course = Self {
                project: Project { root },
                _folder: folder,
            };
            course.lesson("1 + 1");
            course
        }

        /// The lesson says this now.
        fn lesson(&self, source: &str) {
            self.write("notebooks/01.ipynb", &notebook(source, true));
        }

        fn write(&self, name: &str, content: &Value) {
            fs::write(self.project.root.join(name), content.to_string()).unwrap();
        }

        fn read(&self, name: &str) -> Value {
            let text = fs::read_to_string(self.project.root.join(name)).unwrap();
            serde_json::from_str(&text).unwrap()
        }

        fn refresh(&self) -> Vec<String> {
            refresh(&self.project).unwrap()
        }

        fn names(&self) -> Vec<String> {
            let entries = fs::read_dir(self.project.work()).unwrap();
            let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
            let mut names: Vec<String> = names.filter(|name| name.ends_with("ipynb")).collect();
            names.sort();
            names
        }
    }

    fn notebook(source: &str, has_run: bool) -> Value {
        let outputs = match has_run {
            true => json!([{"output_type": "stream", "name": "stdout", "text": ["2"]}]),
            false => json!([]),
        };
        let count = if has_run { json!(3) } else { json!(null) };
        json!({"cells": [
            {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["How much?"]},
            {"cell_type": "code", "id": "b", "metadata": {"tags": ["x"]}, "source": [source],
             "outputs": outputs, "execution_count": count},
        ], "metadata": {"kernelspec": {"name": "rust"}}, "nbformat": 4, "nbformat_minor": 5})
    }

    #[test]
    fn a_copy_has_everything_but_outputs() {
        let course = Course::new();
        assert!(course.refresh().is_empty());
        assert_eq!(course.read("work/01.ipynb"), notebook("1 + 1", false));
        assert_eq!(course.read("notebooks/01.ipynb"), notebook("1 + 1", true));
        let link = course.project.work().join("aelib");
        let library = course.project.root.join("notebooks/aelib");
        assert_eq!(
            link.canonicalize().unwrap(),
            library.canonicalize().unwrap()
        );
    }

    #[test]
    fn a_new_lesson_reaches_a_copy_that_was_only_run() {
        let course = Course::new();
        course.refresh();
        course.write("work/01.ipynb", &notebook("1 + 1", true));
        assert!(course.refresh().is_empty());
        let outputs = course.read("work/01.ipynb")["cells"][1]["outputs"].clone();
        assert_ne!(
            outputs,
            json!([]),
            "what a student has run stays as long as it fits"
        );
        course.lesson("1 + 2");
        assert!(course.refresh().is_empty());
        assert_eq!(course.read("work/01.ipynb"), notebook("1 + 2", false));
    }

    #[test]
    fn what_a_student_has_written_stays() {
        let course = Course::new();
        course.refresh();
        let mine = notebook("1 + 1 // mine", true);
        course.write("work/01.ipynb", &mine);
        assert!(
            course.refresh().is_empty(),
            "only the student's has changed"
        );
        course.lesson("1 + 2");
        assert_eq!(
            course.refresh(),
            [
                "work/01.ipynb: you have changed it, and the lesson has changed too; yours stays \
              as it is, the new one is work/01.new.ipynb"
            ]
        );
        assert!(course.refresh().is_empty(), "said once");
        assert_eq!(course.read("work/01.ipynb"), mine);
        assert_eq!(course.read("work/01.new.ipynb"), notebook("1 + 2", false));
        course.write("work/01.new.ipynb", &notebook("mine too", true));
        course.lesson("1 + 3");
        assert_eq!(course.refresh().len(), 1);
        assert_eq!(course.read("work/01.new.ipynb"), notebook("mine too", true));
        assert_eq!(
            course.names(),
            ["01.ipynb", "01.new-2.ipynb", "01.new.ipynb"]
        );
    }

    #[test]
    fn without_the_record_and_without_a_notebook_nothing_is_lost() {
        let course = Course::new();
        course.refresh();
        let record = course.project.work().join(MADE_OF);
        fs::remove_file(&record).unwrap();
        course.write("work/01.ipynb", &notebook("mine", true));
        assert!(course.refresh().is_empty());
        assert_eq!(course.read("work/01.ipynb"), notebook("mine", true));
        course.write("work/01.ipynb", &json!("half a file"));
        course.lesson("1 + 2");
        assert_eq!(course.refresh().len(), 1);
        assert_eq!(course.read("work/01.ipynb"), json!("half a file"));
        fs::remove_file(course.project.root.join("work/01.ipynb")).unwrap();
        assert!(course.refresh().is_empty());
        assert_eq!(course.read("work/01.ipynb"), notebook("1 + 2", false));
    }
}
