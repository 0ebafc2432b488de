//! What rows refer to.

use std::collections::{HashMap, HashSet};

use bailiwick::catalog::ItemBrief;
use bailiwick::directory::User;
use bailiwick::text::normalise;
use bailiwick_store::{Tx, bulk};

use crate::EngineError;

/// All applications, by name and key.
pub(super) struct Applications {
    all: Vec<ItemBrief>,
    by_name: HashMap<String, Vec<usize>>,
    by_key: HashMap<String, usize>,
}

impl Applications {
    pub(super) async fn load(tx: &mut Tx) -> Result<Self, EngineError> {
        let all = bulk::applications(tx).await?;
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        let mut by_key = HashMap::new();
        for (place, application) in all.iter().enumerate() {
            by_name.entry(normalise(&application.name)).or_default().push(place);
            by_key.insert(application.native_key.clone(), place);
        }
        Ok(Self { all, by_name, by_key })
    }

    /// The application of a name.
    pub(super) fn by_name(&self, name: &str) -> Result<Option<&ItemBrief>, String> {
        match self.by_name.get(&normalise(name)).map(Vec::as_slice) {
            None | Some([]) => Ok(None),
            Some([place]) => Ok(self.all.get(*place)),
            Some(several) => {
                Err(format!("`{}` is the name of {} applications: say the key", cut(name), several.len()))
            }
        }
    }

    /// The application of a key.
    pub(super) fn by_key(&self, key: &str) -> Option<&ItemBrief> {
        self.by_key.get(key).and_then(|place| self.all.get(*place))
    }

    /// The application of a name or key; why there is none.
    pub(super) fn find(&self, given: &str) -> Result<&ItemBrief, String> {
        match self.by_key(given) {
            Some(application) => Ok(application),
            None => {
                self.by_name(given)?.ok_or_else(|| format!("`{}` is not a known application", cut(given)))
            }
        }
    }
}

/// The people whom rows name, by normalised sign-in name.
pub(super) async fn people<'a>(
    tx: &mut Tx,
    names: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, User>, EngineError> {
    let names: HashSet<String> = names.map(normalise).collect();
    Ok(bulk::users(tx, &names.into_iter().collect::<Vec<_>>()).await?)
}

/// Why a person was not found.
pub(super) fn unknown_person(name: &str) -> String {
    format!("`{}` is not a known user name", cut(name))
}

/// User input, short enough to be repeated.
pub(super) fn cut(text: &str) -> String {
    text.chars().take(80).collect()
}

/// Lines by key, to find those that come twice.
pub(super) struct Keys<K>(HashMap<K, u64>);

impl<K: Eq + std::hash::Hash> Keys<K> {
    pub(super) fn new() -> Self {
        Self(HashMap::new())
    }

    /// Why a key cannot come again on this line.
    pub(super) fn add(&mut self, key: K, line: u64) -> Result<(), String> {
        match self.0.insert(key, line) {
            None => Ok(()),
            Some(first) => Err(format!("is the same as on line {first}")),
        }
    }
}
