//! What a measurement was made on.

/// Cores and their name, where the system says it.
pub fn processor() -> String {
    let cores = std::thread::available_parallelism().map_or(1, |n| n.get());
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info.lines().find_map(|line| {
        let (key, name) = line.split_once(':')?;
        (key.trim() == "model name").then(|| name.trim().to_string())
    });
    let name = name.as_deref().unwrap_or("an unnamed processor");
    format!("{cores} cores of {name}")
}
