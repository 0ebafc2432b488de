//! Where in the inbox the reader is, as the address says it.

use leptos_router::params::ParamsMap;

use crate::url;

/// The inbox.
pub const PATH: &str = "/inbox";

/// Where in the inbox the reader is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The number of the open task; 0 when the address names none.
    pub task: i64,
    /// What was decided, instead of what waits.
    pub done: bool,
    /// Which page, from 0.
    pub page: u32,
    /// The question who shall decide instead is open.
    pub reassign: bool,
    /// What was done just now, and how often; with a number, to which task.
    pub decided: Option<(String, u32, Option<i64>)>,
    /// What a bulk decision could not do: number and code of each.
    pub failed: Vec<(i64, String)>,
}

impl Place {
    /// Reads the address.
    pub fn of(query: &ParamsMap) -> Self {
        let failure = |pair: &str| {
            let (number, code) = pair.split_once('.')?;
            Some((number.parse().ok()?, code.to_owned()))
        };
        Self {
            task: query.get("task").and_then(|task| task.parse().ok()).unwrap_or_default(),
            done: query.get("filter").as_deref() == Some("done"),
            page: url::page(query),
            reassign: query.get("reassign").is_some(),
            decided: query.get("decided").map(|code| {
                let count = query.get("n").and_then(|n| n.parse().ok()).unwrap_or(1);
                (code, count, query.get("number").and_then(|number| number.parse().ok()))
            }),
            failed: query.get("failed").unwrap_or_default().split(',').filter_map(failure).collect(),
        }
    }

    /// The address of a task in this list; of the list alone, when there is none.
    pub fn to(&self, task: Option<i64>) -> String {
        let (task, page) = (task.map(|task| task.to_string()), url::page_number(self.page));
        let mut query = Vec::new();
        query.extend(task.as_deref().map(|task| ("task", task)));
        query.extend(self.done.then_some(("filter", "done")));
        query.extend(page.as_deref().map(|page| ("page", page)));
        url::to(PATH, &query)
    }

    /// The address of the question who shall decide a task instead.
    pub fn to_reassign(&self, task: i64) -> String {
        format!("{}&reassign=ask", self.to(Some(task)))
    }
}

/// What was done, after the number of a task or before how many; nothing for a code nobody knows.
pub fn done(code: &str) -> Option<&'static str> {
    match code {
        "approved" => Some("approved"),
        "rejected" => Some("rejected"),
        "fulfilled" => Some("done"),
        "denied" => Some("said to be impossible"),
        "reassigned" => Some("passed on"),
        _ => None,
    }
}

/// Why a task could not be decided with the others.
pub fn failure(code: &str) -> &'static str {
    match code {
        "forbidden" => "it is not yours to decide",
        "not-found" => "it is not there any more",
        "conflict" => "it was decided meanwhile",
        "overtaken" => "what it asks for has changed meanwhile",
        "invalid" => "it needs a comment",
        _ => "the server could not do it; try again",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_was_written() {
        let place = Place { done: true, page: 2, ..Place::default() };
        assert_eq!(place.to(Some(17)), "/inbox?task=17&filter=done&page=3");
        assert_eq!(Place::default().to(None), "/inbox");
        let query: ParamsMap = [("task", "17"), ("failed", "3.conflict,x,4.<b>")]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let place = Place::of(&query);
        assert_eq!((place.task, place.page, place.done), (17, 0, false));
        assert_eq!(place.failed, [(3, "conflict".to_owned()), (4, "<b>".to_owned())]);
    }
}
