//! What the browser calls the page, in its window and its history.
//!
//! `leptos_meta` keeps a title for ever when the part of a page that it stands in is made anew,
//! and reads it after its signals are gone. So there is one title, the [`Titles`] of the document,
//! and the parts of a page only say what they want it to be, for as long as they are there.

use leptos::prelude::*;

/// What the parts of the page want to be called; the last one counts.
#[derive(Clone)]
pub struct Titles(ArcRwSignal<Vec<(usize, Signal<String>)>>);

impl Titles {
    /// For everything below: nobody has said anything yet.
    pub fn provide() -> Self {
        let titles = Self(ArcRwSignal::new(Vec::new()));
        provide_context(titles.clone());
        titles
    }

    /// What the page is called now; empty when nobody has said anything.
    pub fn current(&self) -> String {
        let last = self.0.with(|titles| titles.last().map(|(_, text)| *text));
        last.and_then(|text| text.try_get()).unwrap_or_default()
    }

    fn add(&self, text: Signal<String>) {
        let Some(id) = self.0.try_update(|titles| {
            let id = titles.last().map_or(0, |(id, _)| id + 1);
            titles.push((id, text));
            id
        }) else {
            return;
        };
        let titles = self.0.clone();
        on_cleanup(move || {
            titles.try_update(|titles| titles.retain(|(other, _)| *other != id));
        });
    }
}

/// Calls the page so, for as long as it is there.
#[component]
pub fn PageTitle(
    /// What.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    // The server asks for the title when the page's signals are gone: it is told the words.
    if cfg!(feature = "ssr") {
        drop(view! { <leptos_meta::Title text=text.get_untracked()/> });
    } else if let Some(titles) = use_context::<Titles>() {
        titles.add(text);
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn the_last_that_is_there_counts() {
        let owner = Owner::new();
        owner.set();
        let titles = Titles::provide();
        assert_eq!(titles.current(), "");
        titles.add("Cart".into());
        let part = owner.child();
        part.with(|| titles.add("A line".into()));
        assert_eq!(titles.current(), "A line");
        part.cleanup();
        assert_eq!(titles.current(), "Cart");
    }
}
