//! What the browser calls the page, in its window and its history.
//!
//! `leptos_meta` keeps a title for ever when the part of a page that it stands in is made anew,
//! and reads it after its signals are gone. So there is one title, the [`Titles`] of the document,
//! and the parts of a page only say what they want it to be, for as long as they are there.

use leptos::prelude::*;

/// What the parts of the page want to be called; the last one counts.
#[derive(Clone, Copy)]
pub struct Titles(RwSignal<Vec<(usize, Signal<String>)>>);

impl Titles {
    /// For everything below: nobody has said anything yet.
    pub fn provide() -> Self {
        let titles = Self(RwSignal::new(Vec::new()));
        provide_context(titles);
        titles
    }

    /// What the page is called now; empty when nobody has said anything.
    pub fn current(self) -> String {
        // The server may ask when the page has been made and its signals are gone.
        let last = self.0.try_with(|titles| titles.last().map(|(_, text)| *text)).flatten();
        last.and_then(|text| text.try_get()).unwrap_or_default()
    }

    fn add(self, text: Signal<String>) {
        let Some(id) = self.0.try_update(|titles| {
            let id = titles.last().map_or(0, |(id, _)| id + 1);
            titles.push((id, text));
            id
        }) else {
            return;
        };
        on_cleanup(move || {
            self.0.try_update(|titles| titles.retain(|(other, _)| *other != id));
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
    // The server makes a page once and asks for its title afterwards: it is told the words.
    #[cfg(feature = "ssr")]
    drop(view! { <leptos_meta::Title text=text.get_untracked()/> });
    if let Some(titles) = use_context::<Titles>() {
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
